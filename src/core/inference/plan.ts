import { type Allocate, type Launch, launch, type Plan } from './launch.ts'

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

/** Launches the plan many times, in worlds drawn from its assumptions. The same seed gives the same answer. */
export function simulatePlan(plan: Plan, allocate: Allocate, worlds: number, seed: string): PlanOutcome {
  const steps = simulateInSteps(plan, allocate, worlds, seed)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same with a pause after every simulated day, for who has other things to do. */
export function* simulateInSteps(
  plan: Plan,
  allocate: Allocate,
  worlds: number,
  seed: string,
): Generator<undefined, PlanOutcome> {
  const launches: Launch[] = []
  for (let at = 0; at < worlds; at++) launches.push(yield* launch(plan, allocate, `${seed}/${at}`))
  return outcomeOf(plan, launches)
}

function outcomeOf(plan: Plan, launches: readonly Launch[]): PlanOutcome {
  const worlds = launches.length
  const mean = (of: (one: Launch) => number) => launches.reduce((sum, one) => sum + of(one), 0) / worlds
  const gains = launches.map(({ bandit, even }) => bandit - even)
  const gain = mean(({ bandit, even }) => bandit - even)
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0)
  const days = launches.map(({ verdictDay }) => verdictDay).sort((a, b) => a - b)
  const dayAt = (share: number) => {
    const day = days[Math.floor(share * (worlds - 1))] ?? Number.POSITIVE_INFINITY
    return Number.isFinite(day) ? day : null
  }
  const byDay = Array.from({ length: plan.horizonDays }, (_, day) => ({
    decided: mean(({ verdictDay }) => (verdictDay <= day + 1 ? 1 : 0)),
    gain: mean(({ gainByDay }) => gainByDay[day] ?? 0),
    bestShare: mean(({ bestShareByDay }) => bestShareByDay[day] ?? 0),
  }))
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
    bestShare: byDay.at(-1)?.bestShare ?? 0,
    byDay,
  }
}
