import { compareGroups, type Group, varianceOf } from '../../src/core/inference/lift.ts'
import { type ArmSums, addSums, evenSums, NO_SUMS } from '../../src/core/inference/sums.ts'
import { estimateVariant } from '../../src/core/inference/variant-estimate.ts'
import { ordersAbove } from '../../src/core/measure/winsorise.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { cappedMean, type Day, playDay, type Shop, sharesAfter, WORDINGS } from './shop.ts'

/** What a page said of revenue at any of its looks, one look a day. */
export interface MoneyLife {
  readonly isLiftFalse: boolean
  /** By variant, control first: whether its interval ever missed the mean with the cap of that day. */
  readonly missed: readonly boolean[]
  readonly isOutside: boolean
  /** Half of the interval of the lift after the last day; undefined without an interval. */
  readonly halfWidth: number | undefined
}

const DAYS = 30

export function liveMoney(shop: Shop, seed: string): MoneyLife {
  const random = createRandom('money', shop.name, seed)
  const days: (readonly Day[])[] = []
  const missed = Array.from({ length: WORDINGS + 1 }, () => false)
  let [isLiftFalse, isOutside] = [false, false]
  let halfWidth: number | undefined
  for (let day = 0; day < DAYS; day++) {
    days.push(playDay(shop, sharesAfter(days), random))
    const cap = capOf(days)
    const arms = missed.map((_, arm) => days.flatMap(each => each[arm] ?? []).map(each => sumsOf(each, cap)))
    const groups = arms.map(sums => plainOf(sums.reduce(addSums, NO_SUMS)))
    const [control = NOBODY, ...wordings] = groups
    const interval = compareGroups(control, wordings.reduce(addGroups), { kind: 'amount' })?.relativeInterval
    halfWidth = interval ? (interval[1] - interval[0]) / 2 : undefined
    isLiftFalse ||= interval != null && (interval[0] > 0 || interval[1] < 0)
    const pooled = groups.reduce(addGroups)
    const options = { pooledVariance: varianceOf(pooled), squarePerMean: pooled.squares / pooled.total }
    const truth = shop.orders * cappedMean(cap, shop.sigma)
    for (const [arm, sums] of arms.entries()) {
      const buckets = sums.map((own, at) => ({
        sums: own,
        offered: at === 0 ? undefined : shop.messagesPerDay,
      }))
      const found = estimateVariant(buckets, { kind: 'amount', ...options })
      if (found?.interval == null) continue
      const [low, high] = found.interval
      if (truth < low || truth > high) missed[arm] = true
      isOutside ||= found.estimate < low || found.estimate > high
    }
  }
  return { isLiftFalse, missed, isOutside, halfWidth }
}

function capOf(days: readonly (readonly Day[])[]): number {
  const values = days.flat().flatMap(day => day.values)
  const above = ordersAbove(values.length)
  return above === 0 ? Number.POSITIVE_INFINITY : (values.toSorted((a, b) => b - a)[above] ?? 0)
}

function sumsOf({ propensity, messages, values }: Day, cap: number): ArmSums {
  const capped = values.map(value => Math.min(cap, value))
  const total = capped.reduce((sum, value) => sum + value, 0)
  return evenSums(
    propensity,
    messages,
    total,
    capped.reduce((sum, value) => sum + value * value, 0),
  )
}

const NOBODY: Group = { messages: 0, total: 0, squares: 0 }
const plainOf = ({ messages, outcome }: ArmSums): Group => ({
  messages,
  total: outcome.total,
  squares: outcome.squares,
})
const addGroups = (a: Group, b: Group): Group => ({
  messages: a.messages + b.messages,
  total: a.total + b.total,
  squares: a.squares + b.squares,
})
