import type { Reward, Strategy } from '../../core/bandit/bandit.ts'
import { withFloor } from '../../core/bandit/even-share.ts'
import type { Allocate, Delay, PlannedArm } from '../../core/inference/launch.ts'
import { AGE_EDGES_MS, type Cohort } from '../../core/measure/cohort.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { total } from '../../lib/total.ts'

/**
 * The product's own allocation for a plan: the visible results of each day's messages as evidence, a strategy, and
 * the even share. The strategy does not know the true delays; it estimates them, as in production.
 * @param epsilon the share of treated traffic that is divided evenly, in total
 */
export function allocateBy(
  strategy: Strategy,
  { offsetDays, windowDays }: Pick<Delay, 'offsetDays' | 'windowDays'>,
  epsilon: number,
): Allocate {
  const window = { offsetMs: offsetDays * DAY_MS, untilMs: windowDays * DAY_MS }
  return (arms, visibleShare, seed) => {
    const rewards = arms.map((arm, at) => rewardOf(nameOf(at), arm, windowDays, visibleShare))
    const asOfMs = (arms[0]?.sends.length ?? 0) * DAY_MS
    const delay = { asOfMs, window }
    const policy = strategy({ kind: 'rate', better: 'higher', rewards, delay }, seed)
    return withFloor(policy.table(arms.map((_, at) => nameOf(at))).shares, epsilon)
  }
}

const nameOf = (at: number): string => `v${String(at).padStart(3, '0')}`

function rewardOf(
  variantId: string,
  { sends, successes }: PlannedArm,
  windowDays: number,
  visibleShare: (ageDays: number) => number,
): Reward {
  const trials = total(sends)
  const count = total(successes)
  const today = sends.length
  // Days with a closed window form one cohort. This loses no information, and the curve is computed faster.
  const closed = Math.max(0, Math.floor(today - windowDays))
  const young = sends.slice(closed).map((sent, at) => {
    const day = closed + at
    return cohortOf(day, day, sent, successes[day] ?? 0, today - day, visibleShare)
  })
  const old = cohortOf(
    0,
    closed - 1,
    total(sends.slice(0, closed)),
    total(successes.slice(0, closed)),
    windowDays,
    visibleShare,
  )
  const cohorts = closed > 0 ? [old, ...young] : young
  return { variantId, trials, successes: count, sum: count, sumOfSquares: count, cohorts }
}

/**
 * A plan has a resolution of days: messages are sent at the beginning of the day, and successes arrive at their mean
 * ages.
 */
function cohortOf(
  fromDay: number,
  untilDay: number,
  sends: number,
  successes: number,
  ageDays: number,
  visibleShare: (ageDays: number) => number,
): Cohort {
  const seen = visibleShare(ageDays)
  const ages: number[] = []
  let before = 0
  for (let at = 1; before < seen && at <= AGE_EDGES_MS.length; at++) {
    const edgeDays = (AGE_EDGES_MS[at] ?? Number.POSITIVE_INFINITY) / DAY_MS
    const until = visibleShare(Math.min(edgeDays, ageDays))
    ages.push((successes * (until - before)) / seen)
    before = until
  }
  return { fromMs: fromDay * DAY_MS, untilMs: untilDay * DAY_MS, sends, successes: ages }
}
