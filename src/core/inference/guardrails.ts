import { type RateName, usedAs } from '../measure/measures.ts'
import { type Beta, chanceAbove } from '../stats/beta-difference.ts'

const GUARDED = usedAs('guardrail')

/** What nobody should get more of for the sake of conversions. */
export type GuardedMetric = RateName<'guardrail'>

/** Messages and, by the name of each count, those of them that were followed by what is guarded against. */
export type GuardedCounts = { readonly messages: number } & {
  readonly [Name in (typeof GUARDED)[number]['count']]?: number
}

export interface GuardrailInput {
  /** By how much a rate may exceed that of control, as a share of the messages; at least 0. */
  readonly margin: number
  readonly control: GuardedCounts
  readonly variants: readonly (GuardedCounts & { readonly variantId: string })[]
}

export interface Blocked {
  readonly metric: GuardedMetric
  /** That the variant's rate exceeds the other by more than the margin. */
  readonly chance: number
  /** As counted. */
  readonly rate: number
  /** What it was compared with, as counted: control, or all other variants where control has no messages. */
  readonly controlRate: number
}

const SURE = 0.95

/**
 * What the prior weighs, in events, so in messages the more, the rarer the event. Three say that the rates of
 * wordings lie around their common one, within a factor of two or three.
 */
const PRIOR_EVENTS = 3

/** Counted into the common rate, which would be zero before the first event. */
const USUAL = { events: 1, messages: 1000 }

/**
 * The variants that should get no more traffic: those that drive people away more than control does, with a chance above
 * 95 %. Both rates get the same prior, the common rate of the whole template, so that few messages block nobody.
 * Where control has no messages, each variant is compared with the other variants together; a variant that has neither is
 * not blocked, and where all do equal harm none stands out.
 * @returns by variant id, of the guarded metrics the one that is the most certain
 */
export function blockedVariants({ margin, control, variants }: GuardrailInput): ReadonlyMap<string, Blocked> {
  const blocked = new Map<string, Blocked>()
  const everything = [control, ...variants]
  for (const variant of variants) {
    const others = control.messages > 0 ? control : totalOf(variants.filter(other => other !== variant))
    if (variant.messages <= 0 || others.messages <= 0) continue
    const found = GUARDED.map(({ rate: metric, count }): Blocked => {
      const eventsOf = (counts: GuardedCounts) => counts[count] ?? 0
      const common = rateOf(totalOf([...everything, SEEN_BEFORE]), eventsOf)
      const belief = (counts: GuardedCounts) => {
        const events = Math.min(eventsOf(counts), counts.messages)
        const size = PRIOR_EVENTS / common
        return { alpha: PRIOR_EVENTS + events, beta: size - PRIOR_EVENTS + counts.messages - events }
      }
      return {
        metric,
        chance: chanceOfHarm(belief(variant), belief(others), margin),
        rate: rateOf(variant, eventsOf),
        controlRate: rateOf(others, eventsOf),
      }
    }).reduce((a, b) => (b.chance > a.chance ? b : a))
    if (found.chance > SURE) blocked.set(variant.variantId, found)
  }
  return blocked
}

/** Not computed where it is no more than even, which is nearly always. */
const chanceOfHarm = (own: Beta, other: Beta, margin: number): number =>
  meanOf(own) > meanOf(other) + margin ? chanceAbove(own, other, margin) : 0

const meanOf = ({ alpha, beta }: Beta): number => alpha / (alpha + beta)

const countsOf = (of: (count: (typeof GUARDED)[number]['count']) => number) =>
  Object.fromEntries(GUARDED.map(({ count }) => [count, of(count)]))

const SEEN_BEFORE: GuardedCounts = { messages: USUAL.messages, ...countsOf(() => USUAL.events) }

const totalOf = (all: readonly GuardedCounts[]): GuardedCounts => ({
  messages: all.reduce((sum, { messages }) => sum + messages, 0),
  ...countsOf(count => all.reduce((sum, counts) => sum + (counts[count] ?? 0), 0)),
})

/** Reports of events can be ahead of reports of sends; a rate of one would leave the beta distribution nothing. */
const rateOf = (counts: GuardedCounts, eventsOf: (counts: GuardedCounts) => number): number =>
  Math.min(eventsOf(counts), counts.messages) / counts.messages

/** Why a variant is blocked, in words. */
export function describeBlocked({ metric, chance, rate, controlRate }: Blocked): string {
  const what = GUARDED.find(({ rate: name }) => name === metric)?.count
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`
  return `Too many ${what}: ${percent(rate)} of its messages, where ${percent(controlRate)} are usual. That it is worse by more than the margin has a chance of ${(100 * chance).toFixed(1)} %.`
}
