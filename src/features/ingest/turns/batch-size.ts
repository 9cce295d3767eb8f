const EVENTS_MIN = 100
const EVENTS_MAX = 3_000

/** The size of the first batch. Planning takes tens of milliseconds a batch, so smaller ones would never catch up. */
export const FIRST_BATCH = EVENTS_MIN

/** The last batches: whether one was full, and the duration of the slowest. */
interface Measured {
  readonly hasMore: boolean
  readonly slowestMs: number
}

/**
 * The number of events for which a batch should take `targetMs` milliseconds, by what the last batches took. A batch that
 * was not full may only shrink it.
 */
export function nextBatchSize(eventsMax: number, { hasMore, slowestMs }: Measured, targetMs: number): number {
  if (!hasMore && slowestMs <= targetMs) return eventsMax
  const step = Math.min(2, Math.max(0.5, targetMs / slowestMs))
  return Math.round(Math.min(EVENTS_MAX, Math.max(EVENTS_MIN, eventsMax * step)))
}
