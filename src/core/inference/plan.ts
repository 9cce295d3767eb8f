import { total } from '../../lib/total.ts'
import { type Allocate, type Launch, launch, type Plan } from './launch.ts'

/** The power of a plan, and of every sample size: the probability that a difference is found by then. */
export const POWER = 0.8

export interface PlanOutcome {
  /** Days until the interval of treatment against control excludes zero; null where more than half never do. */
  readonly verdictDays: {
    readonly median: number | null
    readonly early: number | null
    readonly late: number | null
    /** By which a share `POWER` of the launches have one. */
    readonly likely: number | null
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
  /** After each day, over the launches. */
  readonly byDay: readonly PlanDay[]
}

export interface PlanDay {
  /** Share of the launches with a verdict by now. */
  readonly decided: number
  /** Over an even split, so far; the mean. */
  readonly gain: number
  readonly bestShare: number
}

/** The launches so far, as far as the outcome needs them. It can be stored as JSON, and continued. */
export interface PlanTally {
  readonly worlds: number
  /** Null: no verdict within the horizon. */
  readonly verdictDays: readonly (number | null)[]
  readonly wrong: number
  /** Of the bandit over an even split, by launch. */
  readonly gains: readonly number[]
  /** Sums over the launches. */
  readonly even: number
  readonly bandit: number
  readonly gainByDay: readonly number[]
  readonly bestShareByDay: readonly number[]
}

export const NO_LAUNCHES: PlanTally = {
  ...{ worlds: 0, verdictDays: [], wrong: 0, gains: [], even: 0, bandit: 0 },
  ...{ gainByDay: [], bestShareByDay: [] },
}

/**
 * Launches the plan many times, in worlds drawn from its assumptions. The same seed gives the same result. The
 * generator yields after every simulated day, so that the caller can do other work.
 */
export function* simulateInSteps(
  plan: Plan,
  allocate: Allocate,
  worlds: number,
  seed: string,
): Generator<undefined, PlanOutcome> {
  const launches = yield* launchInSteps(plan, allocate, { from: 0, to: worlds }, seed)
  return outcomeOf(plan, addLaunches(NO_LAUNCHES, launches))
}

/** Some of those launches: from a number on, up to another one. */
export function* launchInSteps(
  plan: Plan,
  allocate: Allocate,
  { from, to }: { readonly from: number; readonly to: number },
  seed: string,
): Generator<undefined, readonly Launch[]> {
  const launches: Launch[] = []
  for (let at = from; at < to; at++) launches.push(yield* launch(plan, allocate, `${seed}/${at}`))
  return launches
}

/** The launches are those that follow. In parts or at once, the result is the same. */
export function addLaunches(before: PlanTally, launches: readonly Launch[]): PlanTally {
  const sum = (start: number, of: (one: Launch) => number) =>
    launches.reduce((total, one) => total + of(one), start)
  const byDay = (start: readonly number[], of: (one: Launch) => readonly number[]) =>
    (launches[0] === undefined ? start : of(launches[0])).map((_, day) =>
      sum(start[day] ?? 0, one => of(one)[day] ?? 0),
    )
  return {
    worlds: before.worlds + launches.length,
    verdictDays: [
      ...before.verdictDays,
      ...launches.map(({ verdictDay }) => (Number.isFinite(verdictDay) ? verdictDay : null)),
    ],
    wrong: sum(before.wrong, ({ isWrong }) => (isWrong ? 1 : 0)),
    gains: [...before.gains, ...launches.map(({ bandit, even }) => bandit - even)],
    even: sum(before.even, ({ even }) => even),
    bandit: sum(before.bandit, ({ bandit }) => bandit),
    gainByDay: byDay(before.gainByDay, ({ gainByDay }) => gainByDay),
    bestShareByDay: byDay(before.bestShareByDay, ({ bestShareByDay }) => bestShareByDay),
  }
}

/** @param tally of at least one launch */
export function outcomeOf(plan: Plan, tally: PlanTally): PlanOutcome {
  const { worlds, gains, verdictDays } = tally
  const gain = total(gains) / worlds
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0)
  const days = verdictDays.map(day => day ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)
  const dayAt = (share: number) => {
    const day = days[Math.floor(share * (worlds - 1))] ?? Number.POSITIVE_INFINITY
    return Number.isFinite(day) ? day : null
  }
  const byDay = Array.from({ length: plan.horizonDays }, (_, day) => ({
    decided: days.filter(verdict => verdict <= day + 1).length / worlds,
    gain: (tally.gainByDay[day] ?? 0) / worlds,
    bestShare: (tally.bestShareByDay[day] ?? 0) / worlds,
  }))
  return {
    verdictDays: { median: dayAt(0.5), early: dayAt(0.1), late: dayAt(0.9), likely: dayAt(POWER) },
    decided: days.filter(Number.isFinite).length / worlds,
    wrong: tally.wrong / worlds,
    successes: {
      allControl: plan.messagesPerDay * plan.horizonDays * plan.baseRate,
      evenSplit: tally.even / worlds,
      bandit: tally.bandit / worlds,
    },
    gain: { mean: gain, standardError: Math.sqrt(squares / Math.max(1, worlds - 1) / worlds) },
    bestShare: byDay.at(-1)?.bestShare ?? 0,
    byDay,
  }
}
