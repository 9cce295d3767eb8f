import type { SetupTemplate } from '../../core/platforms/guide.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'

/** The placeholder if an organisation has no template yet. */
const PLACEHOLDER: Omit<SetupTemplate, 'integration'> = {
  id: 'YOUR_TEMPLATE_ID',
  channel: 'email',
  variables: ['subject', 'body'],
}

/**
 * The template that fills in a platform's guide: the requested one, otherwise the first active one, otherwise the
 * first, in the order of their ids. Without templates, a placeholder.
 * @throws Problem template-not-found if the organisation does not have the requested template
 */
export function fillInWith({ templates }: Org, platform: string, id: string | undefined): SetupTemplate {
  const template = id === undefined ? firstOf([...templates.values()]) : templates.get(id)
  if (id !== undefined && template === undefined)
    throw new Problem('template-not-found', `There is no template "${id}" for the instructions.`)
  if (template === undefined) return { ...PLACEHOLDER, integration: {} }
  const { channel, variables, integration } = template
  return {
    id: template.id,
    channel,
    variables: variables.length > 0 ? variables : PLACEHOLDER.variables,
    integration: integration[platform] ?? {},
  }
}

function firstOf(templates: readonly Template[]): Template | undefined {
  const sorted = templates.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return sorted.find(({ status }) => status === 'active') ?? sorted[0]
}
