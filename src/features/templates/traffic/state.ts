import type { TrafficState } from '../../../runtime/db/table-rows/configuration-rows.ts'
import type { StoredTemplate, TemplateContent } from '../store.ts'
import { patchContent } from '../template-content.ts'
import type { StoredVariant } from '../variant-store.ts'

/** Without replaced variants: their successors stand for them, and they get no messages again. */
export const trafficStateOf = (
  { status, algorithm, epsilon, learning }: StoredTemplate,
  variants: readonly StoredVariant[],
): TrafficState => ({
  status,
  algorithm,
  epsilon,
  weights: learning.weights ?? null,
  variants: Object.fromEntries(
    variants.flatMap(({ id, status, replaced_by }) => (replaced_by === null ? [[id, status] as const] : [])),
  ),
})

/** The content of a template in this state. Its variants are changed by the caller. */
export const contentIn = (
  template: StoredTemplate,
  { status, algorithm, epsilon, weights }: TrafficState,
): TemplateContent => ({
  ...patchContent(template, { epsilon, learning: { weights: weights && { ...weights } } }),
  status,
  algorithm,
})

/** Whether both states divide traffic alike. A variant that only one of them has does not matter if it is a draft. */
export function isSameState(a: TrafficState, b: TrafficState): boolean {
  const ids = new Set([...Object.keys(a.variants), ...Object.keys(b.variants)])
  return (
    a.status === b.status &&
    a.algorithm === b.algorithm &&
    a.epsilon === b.epsilon &&
    hasSameWeights(a.weights, b.weights) &&
    [...ids].every(id => (a.variants[id] ?? 'draft') === (b.variants[id] ?? 'draft'))
  )
}

function hasSameWeights(a: TrafficState['weights'], b: TrafficState['weights']): boolean {
  if (a === null || b === null) return a === b
  const ids = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...ids].every(id => a[id] === b[id])
}
