import { findPlatform, PLATFORMS } from '../../core/platforms/index.ts'
import { checkDelivery, DELIVER } from '../../runtime/catalog/transports.ts'
import { type FieldError, Problem } from '../../runtime/http/problem.ts'
import { pointerTo } from '../../runtime/http/unprocessable.ts'
import { covers } from './check-vars.ts'
import type { TemplateContent } from './store.ts'
import type { StoredVariant } from './variant-store.ts'

type Windows = Pick<TemplateContent['attribution'], 'lookback_days' | 'offset_days'>

/** Whether the window is longer than zero. Missing values come from the organisation. */
export function checkWindow(own: Windows, org: Required<Windows>): readonly FieldError[] {
  const lookbackDays = own.lookback_days ?? org.lookback_days
  const offsetDays = own.offset_days ?? org.offset_days
  if (lookbackDays > offsetDays) return []
  const field = pointerTo('attribution', own.lookback_days === undefined ? 'offset_days' : 'lookback_days')
  const message = `lookback_days (${lookbackDays}) must be more than offset_days (${offsetDays}), because otherwise no event would count.`
  return [{ field, message }]
}

/** Checks that every platform and each of its fields exists, and checks the transport if there is one. */
export function checkIntegration(integration: TemplateContent['integration']): readonly FieldError[] {
  return Object.entries(integration).flatMap(([slug, ids]) => {
    if (slug === DELIVER) return checkDelivery(ids)
    const platform = findPlatform(slug)
    if (!platform) {
      const slugs = PLATFORMS.map(each => each.slug).join(', ')
      return [
        {
          field: pointerTo('integration', slug),
          message: `There is no platform "${slug}". There are ${slugs}.`,
        },
      ]
    }
    const known = platform.integration.map(({ key }) => key)
    const has = known.length > 0 ? known.join(', ') : 'none'
    return Object.keys(ids)
      .filter(key => !known.includes(key))
      .map(key => ({
        field: pointerTo('integration', slug, key),
        message: `${platform.name} has no id "${key}". It has ${has}.`,
      }))
  })
}

/** Checks that the manual weights name existing variants. */
export function checkWeights(
  { weights = {} }: TemplateContent['learning'],
  variants: readonly StoredVariant[],
): readonly FieldError[] {
  const known = new Set(variants.map(({ id }) => id))
  return Object.keys(weights)
    .filter(id => !known.has(id))
    .map(id => ({
      field: pointerTo('learning', 'weights', id),
      message: `The template has no variant "${id}". Weights are by variant id, so create the variants first.`,
    }))
}

const NEXT: ReadonlyMap<string, readonly string[]> = new Map([
  ['draft', ['active', 'archived']],
  ['active', ['shipped', 'archived']],
  ['shipped', ['active', 'archived']],
  ['archived', ['draft']],
])

/**
 * Checks that a template may change from one status to the next with its variants.
 * @throws Problem conflict with the fix
 */
export function checkAgainstVariants(
  status: string,
  { status: next, variables }: TemplateContent,
  variants: readonly StoredVariant[],
): void {
  const possible = NEXT.get(status) ?? []
  if (next !== status && !possible.includes(next)) {
    throw new Problem(
      'conflict',
      `The template is ${status}. From there it can become ${possible.join(' or ')}, not ${next}.`,
    )
  }
  if (next !== status && next === 'active' && !variants.some(variant => variant.status === 'approved')) {
    throw new Problem(
      'conflict',
      'The template has no approved variant, so there is nothing to choose from. Approve one first: PATCH it with {"status": "approved"}.',
    )
  }
  const misfit = variants.find(
    ({ status: itsStatus, vars }) => itsStatus !== 'archived' && !covers(vars, variables),
  )
  if (misfit) {
    throw new Problem(
      'conflict',
      `The variant "${misfit.name}" (${misfit.id}) has texts for ${Object.keys(misfit.vars).join(', ') || 'nothing'}, which does not fit these variables. Archive or delete it first.`,
    )
  }
}
