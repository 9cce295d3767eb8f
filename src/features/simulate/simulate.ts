import type { Strategy } from '../../core/bandit/bandit.ts'
import type { Allocate, Delay, Plan } from '../../core/inference/launch.ts'
import { outcomeOf, type PlanOutcome, type PlanTally, simulateInSteps } from '../../core/inference/plan.ts'
import { inSlices } from '../../lib/in-slices.ts'
import { allocateBy } from './allocate.ts'
import type { Simulation } from './schema.ts'
import type { PlanSettings } from './settings.ts'

/**
 * Simulates a plan with the product's own allocation, in slices. Between two slices the server answers requests.
 * @param strategy the allocation, as in production
 */
export async function simulate(settings: PlanSettings, strategy: Strategy): Promise<Simulation> {
  const { plan, allocate } = launchingOf(settings, strategy)
  const outcome = await inSlices(simulateInSteps(plan, allocate, settings.worlds, settings.seed))
  return toSimulation(settings, outcome)
}

/** A plan and its allocation. */
export function launchingOf(
  settings: PlanSettings,
  strategy: Strategy,
): { readonly plan: Plan; readonly allocate: Allocate } {
  return {
    plan: planOf(settings),
    allocate: allocateBy(strategy, delayOf(settings), settings.epsilon),
  }
}

const planOf = (settings: PlanSettings): Plan => ({
  messagesPerDay: settings.messages_per_day,
  baseRate: settings.base_rate,
  variants: settings.variants,
  controlShare: settings.control_share,
  spread: settings.spread,
  meanLift: settings.lift,
  delay: delayOf(settings),
  horizonDays: settings.horizon_days,
})

/** The answer after some of the launches, which says how many there were. */
export const answerSoFar = (settings: PlanSettings, tally: PlanTally): Simulation =>
  toSimulation({ ...settings, worlds: tally.worlds }, outcomeOf(planOf(settings), tally))

const delayOf = ({ offset_days, lookback_days, mean_delay_days }: PlanSettings): Delay => ({
  offsetDays: offset_days,
  meanDays: mean_delay_days,
  windowDays: lookback_days,
})

// 95 % of a standard normal distribution lie within this value.
const NORMAL_95 = 1.959963984540054

function toSimulation(settings: PlanSettings, outcome: PlanOutcome): Simulation {
  const { successes, gain } = outcome
  const half = NORMAL_95 * gain.standardError
  const even = successes.evenSplit
  return {
    plan: { ...settings },
    verdict: { days: { ...outcome.verdictDays }, decided: outcome.decided, wrong: outcome.wrong },
    successes: { all_control: successes.allControl, even_split: even, bandit: successes.bandit },
    gain: {
      mean: gain.mean,
      standard_error: gain.standardError,
      interval: [gain.mean - half, gain.mean + half],
      relative: even > 0 ? gain.mean / even : 0,
    },
    best_share: outcome.bestShare,
    by_day: outcome.byDay.map(({ decided, gain: soFar, bestShare }, at) => ({
      day: at + 1,
      decided,
      gain: soFar,
      best_share: bestShare,
    })),
  }
}
