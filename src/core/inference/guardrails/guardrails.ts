import { type CustomKey, isCustomKey } from '../../measure/custom-metric.ts'
import { type Better, type RateName, usedAs } from '../../measure/measures.ts'
import { type AmountSums, addAmounts, NO_AMOUNTS } from '../../measure/winsorise.ts'
import { type Beta, chanceAbove } from '../../stats/beta-difference.ts'
import { chanceOfWorseAmount, type GuardedAmounts, totalAmounts } from './amount-guardrail.ts'

const GUARDED = usedAs('guardrail')

/** The harms that must not grow for the sake of conversions, and rates of the organisation's own. */
export type GuardedMetric = RateName<'guardrail'> | CustomKey

type CountKey = (typeof GUARDED)[number]['count'] | CustomKey

/** The number of messages and, by the name of each count or custom metric, the number of messages with it. */
export type GuardedCounts = { readonly messages: number } & {
  readonly [Name in CountKey]?: number
} & {
  /** Of the guarded metrics that are amounts. */
  readonly amounts?: ReadonlyMap<CustomKey, AmountSums>
}

/** A custom metric that guards a template. */
export interface CustomGuardrail {
  readonly metric: CustomKey
  readonly kind: 'rate' | 'amount'
  readonly better: Better
  /** For a rate as below, for an amount a share of control's amount a message. */
  readonly margin: number
}

export interface GuardrailInput {
  /** The margin by which a rate may exceed that of control, as a share of the messages; at least 0. */
  readonly margin: number
  readonly custom?: readonly CustomGuardrail[]
  readonly control: GuardedCounts
  readonly variants: readonly (GuardedCounts & { readonly variantId: string })[]
}

export interface Blocked {
  readonly metric: GuardedMetric
  readonly kind: 'rate' | 'amount'
  /** Which direction of the metric is no harm. */
  readonly better: Better
  /** The probability that the variant's rate is worse than the other rate by more than the margin. */
  readonly chance: number
  /** The counted rate; for an amount, the amount a message. */
  readonly rate: number
  /** The same of those that it was compared with: control, or all other variants if control has no messages. */
  readonly controlRate: number
}

const SURE = 0.95

/**
 * The weight of the prior, in events. Rarer events give it more messages. A weight of three says that the rates of
 * wordings are within a factor of two or three of their common rate.
 */
const PRIOR_EVENTS = 3

/** Added to the common rate, which would be zero before the first event. */
const USUAL = { events: 1, messages: 1000 }

/**
 * The variants that should get no more traffic: variants that harm more than control, with a probability above 95
 * %. Both rates get the same prior, the common rate of the whole template, so that few messages block no variant.
 * If control has no messages, each variant is compared with all other variants together. A variant with nothing to
 * compare is not blocked. If all variants do equal harm, none is blocked.
 * @returns in short steps, see `inSlices`: by variant id, the most certain of the guarded metrics
 */
export function* blockedVariantsInSteps({
  margin,
  custom = [],
  control,
  variants,
}: GuardrailInput): Generator<undefined, ReadonlyMap<string, Blocked>> {
  const blocked = new Map<string, Blocked>()
  const everything = [control, ...variants]
  const total = totalOf(everything)
  const guardrails: readonly Guardrail[] = [
    ...GUARDED.map(
      ({ rate, count }): Guardrail => ({ metric: rate, kind: 'rate', count, better: 'lower', margin }),
    ),
    ...custom.map(own => ({ ...own, count: own.metric })),
  ]
  for (const variant of variants) {
    yield
    const others = control.messages > 0 ? control : totalOf(variants.filter(other => other !== variant))
    if (variant.messages <= 0 || others.messages <= 0) continue
    const found = guardrails
      .map(guardrail => check(guardrail, variant, others, { everything, total }))
      .reduce((a, b) => (b.chance > a.chance ? b : a))
    if (found.chance > SURE) blocked.set(variant.variantId, found)
  }
  return blocked
}

function check(
  { metric, kind, count, better, margin }: Guardrail,
  variant: GuardedCounts,
  others: GuardedCounts,
  { everything, total }: { readonly everything: readonly GuardedCounts[]; readonly total: GuardedCounts },
): Blocked {
  const eventsOf = (counts: GuardedCounts) => counts[count] ?? 0
  if (kind === 'amount') {
    const amountsOf = (counts: GuardedCounts): GuardedAmounts => ({
      messages: counts.messages,
      ...(counts.amounts?.get(metric as CustomKey) ?? NO_AMOUNTS),
      // Amounts below zero are no orders, but they say as much.
      count: eventsOf(counts),
    })
    const [own, other] = [amountsOf(variant), amountsOf(others)]
    const all = totalAmounts(everything.map(amountsOf))
    return {
      ...{ metric, kind, better },
      chance: chanceOfWorseAmount(own, other, all, { better, margin, priorCount: PRIOR_EVENTS }),
      ...{ rate: own.sum / own.messages, controlRate: other.sum / other.messages },
    }
  }
  const common = commonRate(total, eventsOf)
  const belief = (counts: GuardedCounts) => {
    const events = Math.min(eventsOf(counts), counts.messages)
    const size = PRIOR_EVENTS / common
    return { alpha: PRIOR_EVENTS + events, beta: size - PRIOR_EVENTS + counts.messages - events }
  }
  return {
    ...{ metric, kind, better },
    chance:
      better === 'lower'
        ? chanceOfHarm(belief(variant), belief(others), margin)
        : chanceOfHarm(belief(others), belief(variant), margin),
    rate: rateOf(variant, eventsOf),
    controlRate: rateOf(others, eventsOf),
  }
}

/** Not computed if it is 50 % or less, which is nearly always. */
const chanceOfHarm = (own: Beta, other: Beta, margin: number): number =>
  meanOf(own) > meanOf(other) + margin ? chanceAbove(own, other, margin) : 0

const meanOf = ({ alpha, beta }: Beta): number => alpha / (alpha + beta)

interface Guardrail {
  readonly metric: GuardedMetric
  readonly kind: 'rate' | 'amount'
  readonly count: CountKey
  readonly better: Better
  readonly margin: number
}

function totalOf(all: readonly GuardedCounts[]): GuardedCounts {
  const sums: { messages: number } & { [Name in CountKey]?: number } = { messages: 0 }
  const amounts = new Map<CustomKey, AmountSums>()
  for (const { messages, amounts: own = new Map(), ...counts } of all) {
    sums.messages += messages
    for (const [name, count = 0] of Object.entries(counts) as [CountKey, number | undefined][])
      sums[name] = (sums[name] ?? 0) + count
    for (const [metric, sum] of own) amounts.set(metric, addAmounts(amounts.get(metric) ?? NO_AMOUNTS, sum))
  }
  return { ...sums, amounts }
}

/** The rate of all messages together, and of those seen before the first. */
function commonRate(total: GuardedCounts, eventsOf: (counts: GuardedCounts) => number): number {
  const messages = total.messages + USUAL.messages
  return Math.min(eventsOf(total) + USUAL.events, messages) / messages
}

/** Reports of events can arrive before reports of sends. The beta distribution does not allow a rate above one. */
const rateOf = (counts: GuardedCounts, eventsOf: (counts: GuardedCounts) => number): number =>
  Math.min(eventsOf(counts), counts.messages) / counts.messages

/** The reason why a variant is blocked. */
export function describeBlocked({ metric, kind, better, chance, rate, controlRate }: Blocked): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  const sure = `The chance that it is worse by more than the margin is ${(100 * chance).toFixed(1)} %.`
  if (kind === 'amount')
    return `Too ${better === 'lower' ? 'much' : 'little'} ${metric}: ${percent(rate / controlRate)} of what is usual. ${sure}`
  const what = isCustomKey(metric) ? metric : GUARDED.find(({ rate: name }) => name === metric)?.count
  return `Too ${better === 'lower' ? 'many' : 'few'} ${what}: ${percent(rate)} of its messages, where ${percent(controlRate)} are usual. ${sure}`
}
