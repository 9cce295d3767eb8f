import { drawBinomial } from '../stats/draw-binomial.ts'
import { drawNormal } from '../stats/draw-normal.ts'
import { createRandom, type Random } from '../stats/random.ts'
import { compareGroups } from './lift.ts'

/** Before launch: what is known of the traffic, and what is assumed of the variants. */
export interface Plan {
  readonly messagesPerDay: number
  /** Of the control, in (0, 1). */
  readonly baseRate: number
  /** Without the control. */
  readonly variants: number
  readonly controlShare: number
  /** Relative standard deviation of the variants' true rates around the base rate; 0.25 is usual for subject lines. */
  readonly spread: number
  /** The mean lift over control that a new variant is believed to bring, such as 0. */
  readonly meanLift: number
  readonly delay: Delay
  readonly horizonDays: number
}

/** After `offsetDays`, exponentially with `meanDays`; nothing after `windowDays`. */
export interface Delay {
  readonly offsetDays: number
  readonly meanDays: number
  readonly windowDays: number
}

/** What the allocation is told on a day of one variant: per day of sending, oldest first. */
export interface PlannedArm {
  readonly sends: readonly number[]
  /** Successes of those sends that are visible by now. */
  readonly successes: readonly number[]
}

/**
 * A bandit: the share of treated traffic for each variant on this day.
 * @param visibleShare by age in days: how many of the successes are visible by then
 * @param seed names its stream of random numbers
 */
export type Allocate = (
  arms: readonly PlannedArm[],
  visibleShare: (ageDays: number) => number,
  seed: string,
) => readonly number[]

export interface PlanOutcome {
  /** Days until the interval of treatment against control excludes zero; null where more than half never do. */
  readonly verdictDays: {
    readonly median: number | null
    readonly early: number | null
    readonly late: number | null
  }
  /** Share of the simulated launches with a verdict within the horizon, and with a wrong one. */
  readonly decided: number
  readonly wrong: number
  /** Successes over the horizon, in the mean, all messages counted when they are mature. */
  readonly successes: { readonly allControl: number; readonly evenSplit: number; readonly bandit: number }
  /** Of the bandit over an even split, with its standard error over the launches. */
  readonly gain: { readonly mean: number; readonly standardError: number }
  /** Share of treated traffic that the best variant has on the last day, in the mean. */
  readonly bestShare: number
}

/** Launches the plan many times, in worlds drawn from its assumptions. The same seed gives the same answer. */
export function simulatePlan(plan: Plan, allocate: Allocate, worlds: number, seed: string): PlanOutcome {
  const launches = Array.from({ length: worlds }, (_, at) => launch(plan, allocate, `${seed}/${at}`))
  const mean = (of: (one: Launch) => number) => launches.reduce((sum, one) => sum + of(one), 0) / worlds
  const gains = launches.map(({ bandit, even }) => bandit - even)
  const gain = mean(({ bandit, even }) => bandit - even)
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0)
  const days = launches.map(({ verdictDay }) => verdictDay).sort((a, b) => a - b)
  const dayAt = (share: number) => {
    const day = days[Math.floor(share * (worlds - 1))] ?? Number.POSITIVE_INFINITY
    return Number.isFinite(day) ? day : null
  }
  return {
    verdictDays: { median: dayAt(0.5), early: dayAt(0.1), late: dayAt(0.9) },
    decided: mean(({ verdictDay }) => (Number.isFinite(verdictDay) ? 1 : 0)),
    wrong: mean(({ isWrong }) => (isWrong ? 1 : 0)),
    successes: {
      allControl: plan.messagesPerDay * plan.horizonDays * plan.baseRate,
      evenSplit: mean(({ even }) => even),
      bandit: mean(({ bandit }) => bandit),
    },
    gain: { mean: gain, standardError: Math.sqrt(squares / Math.max(1, worlds - 1) / worlds) },
    bestShare: mean(({ bestShare }) => bestShare),
  }
}

interface Launch {
  /** Infinite when there was none. */
  readonly verdictDay: number
  readonly isWrong: boolean
  /** Expected successes over the horizon, given the true rates: no luck in it. */
  readonly bandit: number
  readonly even: number
  readonly bestShare: number
}

function launch(plan: Plan, allocate: Allocate, seed: string): Launch {
  const random = createRandom('plan', seed)
  const rates = Array.from({ length: plan.variants }, () => drawRate(plan, random))
  const arms = [plan.baseRate, ...rates].map(rate => ({
    rate,
    sends: [] as number[],
    mature: [] as number[],
  }))
  const visible = visibleShareOf(plan.delay)
  const best = rates.indexOf(Math.max(...rates))
  const controls = Math.round(plan.messagesPerDay * plan.controlShare)
  const treated = plan.messagesPerDay - controls
  let verdictDay = Number.POSITIVE_INFINITY
  let isWrong = false
  let bandit = 0
  let shares: readonly number[] = []
  for (let day = 0; day < plan.horizonDays; day++) {
    const known = arms.slice(1).map(arm => seenOn(day, arm, visible))
    shares = allocate(known, visible, `${seed}/${day}`)
    for (const [at, arm] of arms.entries()) {
      const sends = at === 0 ? controls : Math.round(treated * (shares[at - 1] ?? 0))
      arm.sends.push(sends)
      arm.mature.push(drawBinomial(sends, arm.rate, random))
    }
    const today = shares.reduce((sum, share, at) => sum + share * (rates[at] ?? 0), 0)
    bandit += controls * plan.baseRate + treated * today
    if (Number.isFinite(verdictDay)) continue
    const direction = directionOn(day, arms, plan.delay)
    if (direction === 'open') continue
    verdictDay = day + 1
    const truth =
      arms.slice(1).reduce((sum, { rate, sends }) => sum + rate * total(sends), 0) / sentOf(arms.slice(1))
    isWrong = direction === 'higher' ? truth <= plan.baseRate : truth >= plan.baseRate
  }
  const evenRate = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const even = plan.horizonDays * (controls * plan.baseRate + treated * evenRate)
  return { verdictDay, isWrong, bandit, even, bestShare: shares[best] ?? 0 }
}

const drawRate = ({ baseRate, spread, meanLift }: Plan, random: Random): number =>
  Math.min(0.99, Math.max(1e-6, baseRate * (1 + meanLift + spread * drawNormal(random))))

/** The share of successes that is visible at an age. */
export function visibleShareOf({ offsetDays, meanDays, windowDays }: Delay): (ageDays: number) => number {
  const until = (days: number) => (meanDays <= 0 ? 1 : 1 - Math.exp(-days / meanDays))
  return age => {
    if (age >= windowDays) return 1
    return age <= offsetDays ? 0 : until(age - offsetDays) / until(windowDays - offsetDays)
  }
}

interface SimulatedArm {
  readonly rate: number
  readonly sends: readonly number[]
  /** Successes of each day's sends, once mature. */
  readonly mature: readonly number[]
}

/** In the mean: how the visible ones scatter around it is small beside how the successes themselves do. */
const seenOn = (
  day: number,
  { sends, mature }: SimulatedArm,
  visible: (ageDays: number) => number,
): PlannedArm => ({
  sends,
  successes: mature.map((successes, sentOn) => Math.round(successes * visible(day - sentOn))),
})

/** Of treatment against control, from what is mature at the end of the day. */
function directionOn(
  day: number,
  arms: readonly SimulatedArm[],
  { windowDays }: Delay,
): 'higher' | 'lower' | 'open' {
  const days = Math.max(0, Math.floor(day + 1 - windowDays))
  const groupOf = (of: readonly SimulatedArm[]) => {
    const successes = of.reduce((sum, { mature }) => sum + total(mature.slice(0, days)), 0)
    const messages = of.reduce((sum, { sends }) => sum + total(sends.slice(0, days)), 0)
    return { messages, total: successes, squares: successes }
  }
  return (
    compareGroups(groupOf(arms.slice(0, 1)), groupOf(arms.slice(1)), { kind: 'rate' })?.direction ?? 'open'
  )
}

const sentOf = (arms: readonly SimulatedArm[]): number =>
  arms.reduce((sum, { sends }) => sum + total(sends), 0)
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
