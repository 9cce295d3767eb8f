import type { Series } from '../../../../src/features/results/series/series-schema.ts'
import { numberInWords, percentInWords } from '../numbers.ts'
import { lengthInWords } from '../time.ts'
import { namesInWords } from '../traffic.ts'
import { isReadable } from './headline.ts'
import { type Interval, liftWithInterval } from './lift.ts'

const DAY_MS = 86_400_000

/** What the chart of the lift says. @param points oldest first */
export function liftSentence(
  points: readonly {
    readonly relative: number | null
    readonly interval: Interval | null
    readonly maturingShare: number
  }[],
): string {
  const newest = points.at(-1)
  const basis = 'All new wordings against control. The interval holds however often you look.'
  if (newest?.relative == null || newest.interval === null) return `${basis} There is no interval yet.`
  if (!isReadable(newest.interval)) return basis
  const open =
    newest.maturingShare > 0
      ? ` The windows of ${percentInWords(newest.maturingShare)} of the messages are still open.`
      : ''
  return `${basis} Now ${liftWithInterval(newest.relative, newest.interval)}.${open}`
}

type Reason = Series['allocations'][number]['reason']

const REASONS: Readonly<Record<NonNullable<Reason>, string>> = {
  started: 'the start',
  learned: 'learned from reports',
  'variant-added': 'a wording was added',
  'variant-removed': 'a wording was removed',
  guardrail: 'a guardrail',
  'control-share': 'the share of control was changed',
  manual: 'set by a person',
}

const isReason = (text: string): text is NonNullable<Reason> => Object.hasOwn(REASONS, text)

/** Why traffic was divided anew. */
export const reasonInWords = (reason: string | null): string =>
  reason !== null && isReason(reason) ? REASONS[reason] : 'reason not recorded'

/** What the chart of traffic says. @param series from the bottom up */
export function trafficSentence(
  newest: { readonly shares: Readonly<Record<string, number>> } | undefined,
  series: readonly { readonly id: string; readonly name: string }[],
): string {
  if (newest === undefined) return 'No division of traffic is recorded yet.'
  const shares = series
    .toReversed()
    .map(({ id, name }) => `${percentInWords(newest.shares[id] ?? 0)} ${name}`)
  return `Each step is a re-weighting. Now ${namesInWords(shares)}.`
}

/** What the chart of daily rates says. */
export const ratesSentence = (wordings: number, days: number): string =>
  `${numberInWords(wordings)} wordings over ${numberInWords(days)} days. Days differ from each other, so compare wordings within a day.`

/** How long a response takes: in days, below one in hours and minutes. */
export const delayInWords = (days: number): string =>
  days < 1 ? lengthInWords(days * DAY_MS) : `${numberInWords(days, days < 10 ? 1 : 0)} days`

/** What the delay curve says: "90 % come within 2.1 days; the window counts days 3 to 14." */
export function delaySentence({
  p50,
  p90,
  window,
  noun,
}: {
  readonly p50: number | null
  readonly p90: number | null
  readonly window: { readonly offset_days: number; readonly lookback_days: number } | null
  readonly noun: string
}): string {
  if (p50 === null || p90 === null) return `No ${noun} have come yet.`
  const come = `Half of the ${noun} come within ${delayInWords(p50)}, 90\u202f% within ${delayInWords(p90)}.`
  return window === null
    ? come
    : `${come} The window counts days ${numberInWords(window.offset_days)} to ${numberInWords(window.lookback_days)}, so later ones are not among these.`
}
