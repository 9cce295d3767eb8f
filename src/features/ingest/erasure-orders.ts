import type { ReadRequest } from './read.ts'

/** A call in which a platform asked to forget somebody. */
export interface ErasureOrder {
  /** A user id, or an address where there is none. */
  readonly user: string
  readonly requestId: string
  readonly receivedAt: Date
}

/** Whom a request asks to forget. A repeated order is obeyed like the first: its request names the person too. */
export function ordersIn(reading: ReadRequest): readonly ErasureOrder[] {
  if (!reading.readable) return []
  return reading.items.flatMap(item => {
    if (!('event' in item) || item.event.type !== 'user_deletion') return []
    const { requestId, receivedAt, userKey: user } = item.event
    return user === null ? [] : [{ user, requestId, receivedAt }]
  })
}

// Erasing reaches into every table, and others wait for the batch's transaction.
const ORDERS_MAX = 50

/**
 * Reads one request after the other, at least one, as far as they order no more erasures than one
 * transaction should make. The others stay due.
 */
export function readUpToErasures<Request>(
  requests: readonly Request[],
  read: (request: Request) => ReadRequest,
): readonly ReadRequest[] {
  const readings: ReadRequest[] = []
  let orders = 0
  for (const request of requests) {
    const reading = read(request)
    orders += ordersIn(reading).length
    if (readings.length > 0 && orders > ORDERS_MAX) break
    readings.push(reading)
  }
  return readings
}
