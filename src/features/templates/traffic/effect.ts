import { total } from '../../../lib/total.ts'
import type { TemplateWithVariants } from '../templates.ts'
import type { TrafficPlan } from './plan.ts'
import type { Effect, Share } from './schema.ts'

/** The present shares of treated traffic, by variant id. */
export type Allocation = ReadonlyMap<string, number>

/** The present shares of all traffic, control last. */
export function sharesOf({ template, variants }: TemplateWithVariants, allocation: Allocation): Share[] {
  const control = variants.find(({ is_control, status }) => is_control && status !== 'archived')
  const controlShare = template.split.method === 'external' || !control ? 0 : template.split.control_share
  const treated = variants.filter(({ id, is_control }) => !is_control && allocation.has(id))
  return [
    ...treated.map(({ id, name }) => ({
      ...{ id, name, control: false },
      share: (allocation.get(id) ?? 0) * (1 - controlShare),
    })),
    ...(control ? [{ id: control.id, name: control.name, control: true, share: controlShare }] : []),
  ]
}

/** The effect of a plan on the shares of all traffic. */
export function effectOf(
  found: TemplateWithVariants,
  { after, stops }: TrafficPlan,
  allocation: Allocation,
): Omit<Effect, 'applied' | 'change'> {
  const present = sharesOf(found, allocation)
  const weightOf = (id: string): number => {
    if (after.variants[id] !== 'approved') return 0
    return after.algorithm === 'manual' ? (after.weights?.[id] ?? 0) : (allocation.get(id) ?? 0)
  }
  const treated = present.filter(({ control }) => !control)
  const treatedShare = total(treated.map(({ share }) => share))
  const weights = total(treated.map(({ id }) => weightOf(id)))
  const shareAfter = (id: string) => (weights === 0 ? 0 : (weightOf(id) / weights) * treatedShare)
  return {
    status: after.status,
    algorithm: after.algorithm,
    stops: stops.map(({ id, name }) => ({
      id,
      name,
      share: present.find(each => each.id === id)?.share ?? 0,
    })),
    shares: present.map(({ share, ...each }) => ({
      ...each,
      before: share,
      after: each.control ? share : shareAfter(each.id),
    })),
  }
}
