import { estimateMaturity, type Maturity, type Window } from '../../core/bandit/delay/maturity.ts'
import { usualMaturity } from '../../core/bandit/delay/maturity-prior.ts'
import { type Cohort, mergeCohorts } from '../../core/measure/cohort.ts'
import { total } from '../../lib/total.ts'
import type { Metric, Template } from '../../runtime/catalog/catalog.ts'
import { type LearnedVariant, rewardOf } from './evidence.ts'

/** A template and its counts. */
export interface Known {
  readonly template: Template
  readonly variants: readonly LearnedVariant[]
}

/** The delays and rates of one template. Cached, because every other template uses them. */
export interface Experience {
  readonly cohorts: readonly Cohort[]
  readonly messages: number
  readonly successes: number
}

const experiences = new WeakMap<Known['variants'], Map<Metric, Experience>>()

function* experienceOf({ variants }: Known, metric: Metric): Generator<undefined, Experience> {
  const byMetric = experiences.get(variants) ?? new Map<Metric, Experience>()
  experiences.set(variants, byMetric)
  let experience = byMetric.get(metric)
  if (experience === undefined) {
    experience = { cohorts: [], messages: 0, successes: 0 }
    for (const variant of variants) {
      yield
      const { cohorts = [], trials, successes } = rewardOf(variant, metric)
      experience = {
        cohorts: mergeCohorts(experience.cohorts, cohorts),
        messages: experience.messages + trials,
        successes: experience.successes + successes,
      }
    }
    byMetric.set(metric, experience)
  }
  return experience
}

/** More templates hardly improve the estimate. */
const TEMPLATES_ENOUGH = 20

/**
 * The experience of the templates with the most messages. In short steps.
 * @returns sorted by number of messages, largest first
 */
export function* experienced(
  known: readonly Known[],
  metric: Metric,
): Generator<undefined, readonly Experience[]> {
  const experiences: Experience[] = []
  for (const other of known) experiences.push(yield* experienceOf(other, metric))
  return experiences.sort((a, b) => b.messages - a.messages).slice(0, TEMPLATES_ENOUGH)
}

/** Estimates how messages of this window mature, from other templates; undefined if none sent any. */
export function historyOf(
  others: readonly Experience[],
  window: Window,
  asOfMs: number,
): Maturity | undefined {
  const cohorts = others.flatMap(other => other.cohorts)
  return cohorts.length === 0 ? undefined : estimateMaturity(cohorts, asOfMs, window, usualMaturity(window))
}

// With fewer messages, the default assumption is better than the estimate.
const MESSAGES_ENOUGH = 1_000

/** The success rate of other templates, from 0 to 1; undefined if they sent too few messages. */
export function rateOf(others: readonly Experience[]): number | undefined {
  const messages = total(others.map(other => other.messages))
  const successes = total(others.map(other => other.successes))
  return messages >= MESSAGES_ENOUGH && successes > 0 ? successes / messages : undefined
}
