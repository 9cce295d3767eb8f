import type { Delay, Evidence, Policy, Reward, WeightedEvidence } from '../../core/bandit/bandit.ts'
import type { Window } from '../../core/bandit/delay/maturity.ts'
import { forgetInSteps } from '../../core/bandit/forgetting.ts'
import { STEPPED_STRATEGIES } from '../../core/bandit/strategies.ts'
import { type Blocked, blockedVariantsInSteps } from '../../core/inference/guardrails/guardrails.ts'
import { metricRow, windowOfMetric } from '../../core/measure/key-metric.ts'
import { usedAs } from '../../core/measure/measures.ts'
import { addAmounts, NO_AMOUNTS } from '../../core/measure/winsorise.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { atOnce } from '../../lib/in-slices.ts'
import { total } from '../../lib/total.ts'
import type { Metric, Template } from '../../runtime/catalog/catalog.ts'
import { type LearnedVariant, rewardOf } from './evidence.ts'
import { experienced, historyOf, type Known, rateOf } from './experience.ts'

export interface LearningInput extends Known {
  /** The organisation's other templates. Their delays and rates are the prior of a new template. */
  readonly others: readonly Known[]
  /** The moment until which reports are complete, in milliseconds since 1970. */
  readonly asOfMs: number
  /** The seed of the random numbers. */
  readonly seed: string
}

export interface LearnedPolicy {
  readonly policy: Policy
  /** By variant id. */
  readonly blocked: ReadonlyMap<string, Blocked>
}

/** Makes a template's policy from its counts. Pure: the same counts, moment and seed give the same policy. */
export const learn = (input: LearningInput): LearnedPolicy => atOnce(learnInSteps(input))

/** The same in short steps, so that a template with many variants and cells keeps no request waiting. */
export function* learnInSteps(input: LearningInput): Generator<undefined, LearnedPolicy> {
  const { template, asOfMs, seed } = input
  const { halfLifeDays } = template.learning
  const evidence = yield* evidenceOf(input)
  const remembered =
    halfLifeDays === undefined ? evidence : yield* forgetInSteps(evidence, { halfLifeDays, asOfMs })
  const policy = yield* STEPPED_STRATEGIES[algorithmOf(template)](remembered, seed)
  return { policy, blocked: yield* guard(input) }
}

/** A weighted metric has values below zero, and no usual size. So the default policy learns each of its parts. */
const algorithmOf = ({ algorithm, learning }: Template): Template['algorithm'] =>
  algorithm === 'adaptive' && learning.metrics.length > 1 ? 'weighted_thompson' : algorithm

function* evidenceOf(input: LearningInput): Generator<undefined, Evidence> {
  const { template } = input
  const { metrics, weights } = template.learning
  const parts: WeightedEvidence[] = []
  for (const { metric, weight } of metrics)
    parts.push({ weight, evidence: yield* metricEvidence(input, metric) })
  return {
    ...(yield* metricEvidence(input, template.keyMetric)),
    themes: new Map(template.variants.map(({ id, themes }) => [id, themes])),
    manualWeights: new Map(Object.entries(weights)),
    ...(algorithmOf(template) === 'weighted_thompson' && { parts }),
  }
}

function* metricEvidence(
  { template, variants, others, asOfMs }: LearningInput,
  metric: Metric,
): Generator<undefined, Evidence> {
  const { kind, better } = metricRow(template, metric)
  const treatable = new Set(template.variants.filter(isTreatable).map(({ id }) => id))
  const window = windowOf(template, metric)
  const alike = yield* experienced(
    others.filter(other => isAlike(other.template, template, metric)),
    metric,
  )
  const usualRate = rateOf(alike)
  const history = historyOf(alike, window, asOfMs)
  const delay: Delay = { asOfMs, window, ...(history && { history }) }
  const rewards: Reward[] = []
  for (const variant of variants) {
    yield
    if (variant.arm === 'treatment' && treatable.has(variant.variantId))
      rewards.push(rewardOf(variant, metric))
  }
  return {
    kind,
    better,
    rewards,
    delay,
    ...(usualRate !== undefined && { usualRate }),
  }
}

const isTreatable = ({ isControl, status }: Template['variants'][number]): boolean =>
  !isControl && status === 'approved'

/** Opens and clicks have no window. After a week almost all have been reported. */
const PROMPT_WINDOW: Window = { offsetMs: 0, untilMs: 7 * DAY_MS }

function windowOf(template: Template, metric: Metric): Window {
  const window = windowOfMetric(template, metric)
  if (window === undefined) return PROMPT_WINDOW
  return { offsetMs: window.offsetDays * DAY_MS, untilMs: window.lookbackDays * DAY_MS }
}

/** Whether the messages of two templates mature alike: they have the same channel and window. */
function isAlike(other: Template, template: Template, metric: Metric): boolean {
  const [own, its] = [windowOf(template, metric), windowOf(other, metric)]
  return other.channel === template.channel && own.offsetMs === its.offsetMs && own.untilMs === its.untilMs
}

function* guard({ template, variants }: LearningInput): Generator<undefined, ReadonlyMap<string, Blocked>> {
  const treatable = new Set(template.variants.filter(isTreatable).map(({ id }) => id))
  const custom = template.learning.guardrails.map(own => {
    const { kind, better } = metricRow(template, own.metric)
    return { ...own, kind, better }
  })
  const sums = (of: readonly LearnedVariant[]) => ({
    messages: total(of.map(({ messages }) => countOf(messages))),
    ...Object.fromEntries(
      [
        ...usedAs('guardrail').map(({ name, count }) => [name, count] as const),
        ...custom.map(({ metric }) => [metric, metric] as const),
      ].map(([name, key]) => [key, total(of.map(({ successes }) => countOf(successes.get(name) ?? [])))]),
    ),
    amounts: new Map(
      custom.map(({ metric }) => [
        metric,
        of.map(({ amounts }) => amounts.get(metric) ?? NO_AMOUNTS).reduce(addAmounts, NO_AMOUNTS),
      ]),
    ),
  })
  const guarded: (ReturnType<typeof sums> & { readonly variantId: string })[] = []
  for (const variant of variants) {
    yield
    const { arm, variantId } = variant
    if (arm === 'treatment' && treatable.has(variantId)) guarded.push({ variantId, ...sums([variant]) })
  }
  return yield* blockedVariantsInSteps({
    margin: template.learning.guardrailMargin,
    custom,
    control: sums(variants.filter(({ arm }) => arm === 'control')),
    variants: guarded,
  })
}

const countOf = (spans: readonly { readonly count: number }[]): number =>
  total(spans.map(({ count }) => count))
