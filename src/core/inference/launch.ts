import { total } from '../../lib/total.ts'
import { drawBinomial } from '../stats/draw/draw-binomial.ts'
import { drawNormal } from '../stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../stats/draw/random.ts'
import { compareGroups } from './lift.ts'

/** Before launch: the known traffic, and the assumptions about the variants. */
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

/** The data of one variant that the allocation gets on a day: per day of sending, oldest first. */
export interface PlannedArm {
  readonly sends: readonly number[]
  /** Successes of those sends that are visible by now. */
  readonly successes: readonly number[]
}

/**
 * A bandit: returns the share of treated traffic for each variant on this day.
 * @param visibleShare by age in days: the share of successes that is visible by then
 * @param seed of its random numbers
 */
export type Allocate = (
  arms: readonly PlannedArm[],
  visibleShare: (ageDays: number) => number,
  seed: string,
) => readonly number[]

/** The result of one simulated launch, in a world drawn from the plan's assumptions. */
export interface Launch {
  /** Infinite if there was none. */
  readonly verdictDay: number
  readonly isWrong: boolean
  /** Expected successes over the horizon, given the true rates, so without luck. */
  readonly bandit: number
  readonly even: number
  /** After each day: expected successes of the bandit over those of an even split, so far. */
  readonly gainByDay: readonly number[]
  /** Share of treated traffic that the best variant has, by day. */
  readonly bestShareByDay: readonly number[]
}

interface Arm {
  readonly rate: number
  readonly sends: number[]
  /** Successes of each day's sends, once mature. */
  readonly mature: number[]
  /** The fraction of a message that rounding has kept back so far. */
  owed: number
}

/** Simulates the days of a plan. Pauses after each day, so that the caller can do other work. */
export function* launch(plan: Plan, allocate: Allocate, seed: string): Generator<undefined, Launch> {
  const random = createRandom('plan', seed)
  const rates = Array.from({ length: plan.variants }, () => drawRate(plan, random))
  const arms: readonly Arm[] = [plan.baseRate, ...rates].map(rate => ({
    rate,
    sends: [],
    mature: [],
    owed: 0,
  }))
  const visible = visibleShareOf(plan.delay)
  const best = rates.indexOf(Math.max(...rates))
  const evenRate = total(rates) / rates.length
  const controls = plan.messagesPerDay * plan.controlShare
  const treated = plan.messagesPerDay - controls
  const gainByDay: number[] = []
  const bestShareByDay: number[] = []
  let verdictDay = Number.POSITIVE_INFINITY
  let isWrong = false
  let gain = 0
  for (let day = 0; day < plan.horizonDays; day++) {
    const known = arms.slice(1).map(arm => seenOn(day, arm, visible))
    const shares = allocate(known, visible, `${seed}/${day}`)
    for (const [at, arm] of arms.entries())
      sendOn(arm, at === 0 ? controls : treated * (shares[at - 1] ?? 0), random)
    gain += treated * (shares.reduce((sum, share, at) => sum + share * (rates[at] ?? 0), 0) - evenRate)
    gainByDay.push(gain)
    bestShareByDay.push(shares[best] ?? 0)
    if (!Number.isFinite(verdictDay)) {
      const direction = directionOn(day, arms, plan.delay)
      if (direction !== 'open') {
        verdictDay = day + 1
        isWrong = isMistaken(direction, arms.slice(1), plan.baseRate)
      }
    }
    yield
  }
  const even = plan.horizonDays * (controls * plan.baseRate + treated * evenRate)
  return { verdictDay, isWrong, bandit: even + gain, even, gainByDay, bestShareByDay }
}

const drawRate = ({ baseRate, spread, meanLift }: Plan, random: Random): number =>
  Math.min(0.99, Math.max(1e-6, baseRate * (1 + meanLift + spread * drawNormal(random))))

/** Fractions of messages that a day leaves over are sent on a later day. */
function sendOn(arm: Arm, wanted: number, random: Random): void {
  arm.owed += wanted
  const sends = Math.floor(arm.owed)
  arm.owed -= sends
  arm.sends.push(sends)
  arm.mature.push(drawBinomial(sends, arm.rate, random))
}

/** The share of successes that is visible at an age. */
export function visibleShareOf({ offsetDays, meanDays, windowDays }: Delay): (ageDays: number) => number {
  const until = (days: number) => (meanDays <= 0 ? 1 : 1 - Math.exp(-days / meanDays))
  return age => {
    if (age >= windowDays) return 1
    return age <= offsetDays ? 0 : until(age - offsetDays) / until(windowDays - offsetDays)
  }
}

/**
 * Uses the mean: the scatter of visible successes around it is small beside the scatter of the successes
 * themselves.
 */
const seenOn = (
  day: number,
  { sends, mature }: Pick<Arm, 'sends' | 'mature'>,
  visible: (ageDays: number) => number,
): PlannedArm => ({
  sends,
  successes: mature.map((successes, sentOn) => Math.round(successes * visible(day - sentOn))),
})

/** Of treatment against control, from what is mature at the end of the day. */
function directionOn(
  day: number,
  arms: readonly Pick<Arm, 'sends' | 'mature'>[],
  { windowDays }: Delay,
): 'higher' | 'lower' | 'open' {
  const days = Math.max(0, Math.floor(day + 1 - windowDays))
  const groupOf = (of: readonly Pick<Arm, 'sends' | 'mature'>[]) => {
    const successes = of.reduce((sum, { mature }) => sum + total(mature.slice(0, days)), 0)
    const messages = of.reduce((sum, { sends }) => sum + total(sends.slice(0, days)), 0)
    return { messages, total: successes, squares: successes }
  }
  return (
    compareGroups(groupOf(arms.slice(0, 1)), groupOf(arms.slice(1)), { kind: 'rate' })?.direction ?? 'open'
  )
}

/** By the true rates of what was sent. */
function isMistaken(direction: 'higher' | 'lower', treated: readonly Arm[], baseRate: number): boolean {
  const sent = treated.reduce((sum, { sends }) => sum + total(sends), 0)
  const truth = treated.reduce((sum, { rate, sends }) => sum + rate * total(sends), 0) / sent
  return direction === 'higher' ? truth <= baseRate : truth >= baseRate
}
