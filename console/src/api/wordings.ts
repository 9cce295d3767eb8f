import { useQueries, useQuery } from '@tanstack/react-query'
import { lettersOf } from '../words/letters.ts'
import { templateQuery, templatesQuery } from './org-queries.ts'

/** The name of a template, and the letter of one of its wordings. */
export interface Wordings {
  readonly nameOf: (template: string) => string
  readonly letterOf: (template: string, variant: string | null) => string | undefined
}

/** Names and letters for the templates that the page shows. */
export function useWordings(org: string, shown: readonly string[]): Wordings {
  const ids = [...new Set(shown)].sort()
  const { data: templates } = useQuery(templatesQuery(org))
  const names = new Map(templates?.items.map(({ id, name }) => [id, name]))
  const letters = useQueries({
    queries: ids.map(id => ({ ...templateQuery(org, id), staleTime: 60_000 })),
    combine: results =>
      new Map(results.flatMap(({ data }) => (data ? [[data.id, lettersOf(data.variants)] as const] : []))),
  })
  return {
    nameOf: template => names.get(template) ?? template,
    letterOf: (template, variant) => letters.get(template)?.get(variant ?? ''),
  }
}
