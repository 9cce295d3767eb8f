import { ordersIn } from './erasure-orders.ts'
import type { ReadRequest } from './read.ts'

// An erasure changes every table, and others wait for the transaction of the batch.
const ORDERS_MAX = 50

/**
 * Reads requests in order, at least one, until they hold more events, or ask for more erasures, than one transaction
 * should have. The others stay due.
 */
export function readUpTo<Request>(
  eventsMax: number,
  requests: readonly Request[],
  read: (request: Request) => ReadRequest,
): readonly ReadRequest[] {
  const readings: ReadRequest[] = []
  let [events, orders] = [0, 0]
  for (const request of requests) {
    const reading = read(request)
    events += reading.readable ? reading.items.length : 1
    orders += ordersIn(reading).length
    if (readings.length > 0 && (events > eventsMax || orders > ORDERS_MAX)) break
    readings.push(reading)
  }
  return readings
}
