import type { SharedTime } from '../../core/inference/gates.ts'
import { addSums, NO_SUMS } from '../../core/inference/sums.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Tally } from './store.ts'
import type { SummedSpan } from './sums-store.ts'

/** A variant that may win, or the control. */
export interface Contender {
  readonly id: string
  readonly name: string
  /** The hour of its first message; undefined if it has none. */
  readonly firstMs: number | undefined
}

/** The time over which contenders are compared. */
export interface Shared {
  readonly time: SharedTime
  /** The sums of that time; undefined if it is the whole time, or if there is no such time. */
  readonly spans: readonly SummedSpan[] | undefined
}

/**
 * Contenders that began within this time count as having begun together: sums are kept by stretches of this length.
 */
const TOGETHER_MS = 6 * HOUR_MS

/**
 * The stretches of time in which all contenders could be chosen. The stretch in which the last contender began is
 * left out.
 * @param spans undefined if no sums are kept by time
 */
export function sharedTimeOf(
  contenders: readonly Contender[],
  spans: readonly SummedSpan[] | undefined,
): Shared {
  const begun = contenders.flatMap(({ name, firstMs }) => (firstMs === undefined ? [] : [{ name, firstMs }]))
  const [first, ...later] = begun.toSorted((a, b) => a.firstMs - b.firstMs)
  const latest = later.at(-1)
  if (first === undefined || latest === undefined || latest.firstMs - first.firstMs < TOGETHER_MS)
    return { time: { began: 'together' }, spans: undefined }
  const shared = spans?.filter(({ fromMs }) => fromMs >= latest.firstMs) ?? []
  const sizes = contenders
    .filter(({ firstMs }) => firstMs !== undefined)
    .map(({ id, name }) => ({ name, messages: sumOf(shared, id).messages }))
  const fewest = sizes.toSorted((a, b) => a.messages - b.messages)[0] ?? { name: latest.name, messages: 0 }
  const time = { began: 'apart', latest: latest.name, since: new Date(latest.firstMs), fewest } as const
  return { time, spans: shared }
}

/** The start of each variant in the period, by its id. */
export function firstOf(tallies: readonly Tally[]): number | undefined {
  const moments = tallies.flatMap(({ firstAt }) => (firstAt === null ? [] : [firstAt.getTime()]))
  return moments.length === 0 ? undefined : Math.min(...moments)
}

const sumOf = (spans: readonly SummedSpan[], id: string) =>
  spans
    .filter(({ variantId }) => variantId === id)
    .map(({ sums }) => sums)
    .reduce(addSums, NO_SUMS)
