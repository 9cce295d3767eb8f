import { total } from '../../../lib/total.ts'
import type { StoredTemplate } from '../store.ts'
import type { StoredVariant } from '../variant-store.ts'
import type { TrafficPlan } from './plan.ts'
import type { Effect } from './schema.ts'

/**
 * The effect of a plan on the shares of all traffic.
 * @param allocation the present shares of treated traffic, by variant id
 */
export function effectOf(
  template: StoredTemplate,
  variants: readonly StoredVariant[],
  { after, stops }: TrafficPlan,
  allocation: ReadonlyMap<string, number>,
): Omit<Effect, 'applied' | 'change'> {
  const control = variants.find(({ is_control, status }) => is_control && status !== 'archived')
  const controlShare = template.split.method === 'external' || !control ? 0 : template.split.control_share
  const treated = variants.filter(({ id, is_control }) => !is_control && allocation.has(id))
  const before = (id: string) => (allocation.get(id) ?? 0) * (1 - controlShare)
  const weights = treated.map(({ id }) => {
    if (after.variants[id] !== 'approved') return 0
    return after.algorithm === 'manual' ? (after.weights?.[id] ?? 0) : (allocation.get(id) ?? 0)
  })
  const all = total(weights)
  return {
    status: after.status,
    algorithm: after.algorithm,
    stops: stops.map(({ id, name }) => ({ id, name, share: before(id) })),
    shares: [
      ...treated.map(({ id, name }, at) => ({
        ...{ id, name, control: false, before: before(id) },
        after: all === 0 ? 0 : ((weights[at] ?? 0) / all) * (1 - controlShare),
      })),
      ...(control
        ? [{ id: control.id, name: control.name, control: true, before: controlShare, after: controlShare }]
        : []),
    ],
  }
}
