import type { Interval } from '../stats/credible-interval.ts'
import { normalCdf } from '../stats/normal-cdf.ts'
import { normalQuantile } from '../stats/normal-quantile.ts'
import { intervalMultiplier } from './alpha.ts'
import type { Gate } from './gates.ts'
import { POWER } from './plan.ts'

/** Advice for a person to accept or dismiss. Every number in `reason` is in `evidence` too. */
export interface Recommendation {
  readonly kind: 'ship' | 'archive' | 'add-variants' | 'too-many-variants' | 'check-tracking' | 'drift'
  /** Its subject: a variant, a segment, or none. Together with `kind` it identifies the advice. */
  readonly subject: string | undefined
  readonly reason: string
  readonly evidence: Readonly<Record<string, number>>
}

export interface VariantStanding {
  readonly id: string
  readonly name: string
  readonly messages: number
  /** Of the metric; lower may be better. */
  readonly estimate: number | null
  readonly interval: Interval | null
  readonly chanceToBeBest: number | null
}

export interface SegmentTraffic {
  readonly name: string
  /** Share of all messages of the template, in [0, 1]. */
  readonly share: number
  /** Variants, without control, that its people may get. */
  readonly variants: number
}

export interface RecentTraffic {
  /** Messages and reactions of the last day or so. */
  readonly messages: number
  readonly reactions: number
  /** The usual reactions per message at the same age; undefined while unknown. */
  readonly usualRate: number | undefined
}

export interface RecommendInput {
  readonly better: 'higher' | 'lower'
  /** Approved variants, without control. */
  readonly variants: readonly VariantStanding[]
  readonly gates: readonly Gate[]
  readonly segments: readonly SegmentTraffic[]
  readonly recent: RecentTraffic
  /** Treated messages a day, and the rate of success; undefined for a metric that is not a rate. */
  readonly messagesPerDay: number
  readonly baseRate: number | undefined
}

/** A variant with such a low probability of being the best wastes traffic. */
export const CHANCE_TO_ARCHIVE = 0.01
const MESSAGES_TO_ARCHIVE = 500

const SEGMENT_SHARE_MIN = 0.1
const SEGMENT_VARIANTS_MIN = 2

/** The longest acceptable wait for an answer. */
const PATIENCE_DAYS = 90
/** The difference that variants of one template usually show: a quarter of the rate (docs/statistics.md). */
const USUAL_DIFFERENCE = 0.25

const SILENCE_PROBABILITY = 1e-4

/**
 * The advice, most urgent first. While tracking looks broken there is no other advice, because the figures are not
 * reliable.
 */
export function recommend(input: RecommendInput): readonly Recommendation[] {
  const broken = checkTracking(input)
  if (broken) return [broken]
  return [
    ...ship(input),
    ...archive(input),
    ...tooManyVariants(input),
    ...input.segments.flatMap(addVariants),
  ]
}

function checkTracking({ recent, gates }: RecommendInput): Recommendation | undefined {
  const { messages, reactions, usualRate } = recent
  const silent = gates.find(({ name, ok }) => name === 'tracking-alive' && !ok)
  const evidence = { messages, reactions }
  if (silent) return { kind: 'check-tracking', subject: undefined, reason: silent.detail, evidence }
  if (usualRate === undefined || messages === 0) return undefined
  const expected = messages * usualRate
  // Continuity correction: the probability of at most `reactions` for a Poisson number. Days differ, so half the
  // usual number is no alarm.
  const chance = normalCdf((reactions + 0.5 - expected / 2) / Math.sqrt(expected / 2))
  if (expected < 20 || chance >= SILENCE_PROBABILITY) return undefined
  return {
    kind: 'check-tracking',
    subject: undefined,
    reason: `Lately ${whole(reactions)} reactions were reported for ${whole(messages)} messages, where about ${whole(expected)} are usual. Check the webhook of the platform.`,
    evidence: { ...evidence, expected },
  }
}

function ship({ gates, variants }: RecommendInput): readonly Recommendation[] {
  const gate = gates.find(({ name }) => name === 'ready-to-ship')
  const leader = variants.toSorted((a, b) => (b.chanceToBeBest ?? 0) - (a.chanceToBeBest ?? 0))[0]
  if (!gate?.ok || leader === undefined) return []
  const evidence = { chance_to_be_best: leader.chanceToBeBest ?? 0, messages: leader.messages }
  return [{ kind: 'ship', subject: leader.id, reason: `Ship “${leader.name}”. ${gate.detail}`, evidence }]
}

/** Unlikely to be the best, and the far end of its interval is behind the leader's estimate over the same time. */
function archive({ variants, better, gates, baseRate }: RecommendInput): readonly Recommendation[] {
  if (gates.some(({ name, ok }) => name === 'same-time' && !ok)) return []
  const sign = better === 'higher' ? 1 : -1
  const known = variants.filter(({ estimate }) => estimate !== null)
  const leader = known.toSorted((a, b) => sign * ((b.estimate ?? 0) - (a.estimate ?? 0)))[0]
  if (leader?.estimate == null) return []
  const best = leader.estimate
  const value = baseRate === undefined ? number : percent
  return known.flatMap(({ id, name, messages, chanceToBeBest, interval }) => {
    if (id === leader.id || messages < MESSAGES_TO_ARCHIVE || interval === null) return []
    const reachable = better === 'higher' ? interval[1] : interval[0]
    const isBehind = sign * (best - reachable) > 0
    if (chanceToBeBest === null || chanceToBeBest >= CHANCE_TO_ARCHIVE || !isBehind) return []
    return [
      {
        kind: 'archive' as const,
        subject: id,
        reason: `Archive “${name}”: after ${whole(messages)} messages it is the best with a chance of ${chance(chanceToBeBest)}. It reaches ${value(reachable)} at best, and “${leader.name}” is at ${value(best)}.`,
        evidence: { messages, chance_to_be_best: chanceToBeBest, at_best: reachable, leader: best },
      },
    ]
  })
}

function tooManyVariants({ variants, messagesPerDay, baseRate }: RecommendInput): readonly Recommendation[] {
  if (baseRate === undefined || baseRate <= 0 || baseRate >= 1 || variants.length < 2) return []
  const each = messagesToTellApart(baseRate, USUAL_DIFFERENCE)
  const supported = Math.max(2, Math.floor((messagesPerDay * PATIENCE_DAYS) / each))
  if (supported >= variants.length) return []
  const days = messagesPerDay > 0 ? (each * variants.length) / messagesPerDay : Number.POSITIVE_INFINITY
  const wait = Number.isFinite(days) ? `about ${whole(days)} days` : 'for ever'
  return [
    {
      kind: 'too-many-variants',
      subject: undefined,
      reason: `Comparing ${variants.length} variants takes ${wait} at ${whole(messagesPerDay)} messages a day (for a difference of a quarter, found with a power of ${percent(POWER)}). With ${supported} it takes at most ${PATIENCE_DAYS}, if that many are enough.`,
      evidence: {
        variants: variants.length,
        supported,
        messages_each: each,
        power: POWER,
        messages_per_day: messagesPerDay,
      },
    },
  ]
}

/**
 * Messages that each of two variants needs so that intervals that stay valid at every look detect a relative
 * difference with a probability of 80 % (`POWER`) by then: (multiplier + 0.84)² · 2 p (1 - p) / (p · difference)².
 */
export function messagesToTellApart(rate: number, difference: number): number {
  const noise = (2 * (1 - rate)) / (rate * difference ** 2)
  const quantile = normalQuantile(POWER)
  let messages = noise
  // The multiplier depends slightly on the number of messages.
  for (let round = 0; round < 20; round++)
    messages = noise * (intervalMultiplier(2 * messages) + quantile) ** 2
  return Math.ceil(messages)
}

function addVariants({ name, share, variants }: SegmentTraffic): readonly Recommendation[] {
  if (share < SEGMENT_SHARE_MIN || variants >= SEGMENT_VARIANTS_MIN) return []
  const has = variants === 0 ? 'no variant' : 'a single variant'
  return [
    {
      kind: 'add-variants',
      subject: name,
      reason: `${percent(share)} of the messages go to “${name}”, for whom there is ${has}: nothing can be learned there. Write at least ${SEGMENT_VARIANTS_MIN} for them.`,
      evidence: { share, variants },
    },
  ]
}

const whole = (count: number): string => Math.round(count).toLocaleString('en-US')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
/** No data can show that something is certain. */
const chance = (share: number): string =>
  share < 0.001 ? 'under 0.1 %' : share > 0.999 ? 'over 99.9 %' : percent(share)
const number = (value: number): string => String(Number(value.toPrecision(3)))
