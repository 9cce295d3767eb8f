import { queryOptions } from '@tanstack/react-query'
import type { Results } from '../../../src/features/results/schema.ts'
import { call, path } from './call.ts'

const WEEK_MS = 7 * 24 * 3_600_000

/** Messages of a template in the last seven days, control included. */
export const weeklyMessagesQuery = (org: string, template: string) =>
  queryOptions({
    queryKey: [org, 'template', template, 'weekly'],
    staleTime: 60_000,
    async queryFn({ signal }) {
      const from = new Date(Date.now() - WEEK_MS).toISOString()
      const { control, treatment, denominator } = await call<Results>(
        'GET',
        path`/orgs/${org}/templates/${template}/results`,
        { query: { from }, signal },
      )
      return control[denominator] + treatment[denominator]
    },
  })
