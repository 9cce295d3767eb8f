import { KEY_METRICS } from '../bandit/key-metric.ts'
import { type Chances, chanceBetter, chancesOf } from '../inference/chances.ts'
import { hasEnoughMessages } from '../inference/gates.ts'
import { ALPHA, ALPHA_BEFORE_MATURE, ALPHA_MATURE } from '../inference/level.ts'
import { type Comparison, compareGroups, type Group, varianceOf } from '../inference/lift.ts'
import { plainSums } from '../inference/sums.ts'
import { estimateVariant } from '../inference/variant-estimate.ts'
import type { Interval } from '../stats/credible-interval.ts'
import { groupOf, sizesOf, type Totals, type View } from './figures.ts'
import type { ListedVariant } from './store.ts'

/** What every comparison on the page is made of. */
export interface Basis {
  readonly view: View
  /** Whether only messages whose window is closed are in it. */
  readonly isMature: boolean
  readonly control: Group
  readonly treatment: Group
  /** The chance of ever being wrong that is spent on this basis. */
  readonly alpha: number
  readonly seed: string
}

/**
 * Mature messages only, as soon as either group has enough of them; until then, and for metrics without a
 * window, all there are. The two stages share the chance of ever being wrong.
 */
export function basisOf(control: Totals, treatment: Totals, view: View, seed: string): Basis {
  const { matures } = KEY_METRICS[view.metric]
  const isMature =
    matures &&
    hasEnoughMessages({ control: sizesOf(control, view).mature, treatment: sizesOf(treatment, view).mature })
  return {
    view,
    isMature,
    control: groupOf(control, view, isMature),
    treatment: groupOf(treatment, view, isMature),
    alpha: !matures ? ALPHA : isMature ? ALPHA_MATURE : ALPHA_BEFORE_MATURE,
    seed,
  }
}

export interface GroupComparison extends Comparison {
  readonly chance: number
  /** By the interval of the difference, and the direction that is wanted. */
  readonly isBetter: boolean
  readonly isWorse: boolean
}

/** Treatment against control; null where a group is empty. */
export function compare({ view, control, treatment, alpha, seed }: Basis): GroupComparison | null {
  const { kind, better } = KEY_METRICS[view.metric]
  const comparison = compareGroups(control, treatment, { kind, alpha })
  if (comparison === null) return null
  return {
    ...comparison,
    chance: chanceBetter(treatment, control, { kind, better, seed }),
    isBetter: comparison.direction === better,
    isWorse: comparison.direction !== 'open' && comparison.direction !== better,
  }
}

export interface Standings extends Chances {
  /** By variant id: in the unit of the metric, money in minor units. Without messages there is none. */
  readonly intervals: ReadonlyMap<string, Interval>
}

/** Where each variant stands. Those without messages are left out: nothing is known of them. */
export function standingsOf(
  variants: readonly { readonly variant: ListedVariant; readonly totals: Totals }[],
  { view, isMature, control, alpha, seed }: Basis,
): Standings {
  const { kind, better } = KEY_METRICS[view.metric]
  const contenders = variants.map(({ variant: { id, status }, totals }) => ({
    id,
    mayWin: status === 'approved',
    ...groupOf(totals, view, isMature),
  }))
  const sum = (of: (group: Group) => number) => contenders.reduce((total, group) => total + of(group), 0)
  const pooledVariance = varianceOf({
    messages: sum(group => group.messages),
    total: sum(group => group.total),
    squares: sum(group => group.squares),
  })
  const intervals = contenders.flatMap(({ id, messages, total, squares }) => {
    const buckets = [{ sums: plainSums(messages, total, squares), offered: messages }]
    const interval = estimateVariant(buckets, { kind, alpha, pooledVariance })?.interval
    return interval ? [[id, interval] as const] : []
  })
  return {
    ...chancesOf({ kind, better, contenders, control, seed }),
    intervals: new Map(intervals),
  }
}
