import { groupBy } from '../../lib/group-by.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { changedRequests, conclude } from './conclude.ts'
import { ordersIn } from './erasure-orders.ts'
import { finish } from './finish.ts'
import { holdHandshake } from './handshake.ts'
import { type DueRequest, loadDue, type Processed, type Turn } from './inbox-store.ts'
import { readRequest } from './read.ts'
import { readUpTo } from './read-up-to.ts'
import { type Pipeline, storeReadings } from './store-readings.ts'
import { loadEventsOf } from './stored-event-store.ts'

export interface Batch {
  /** The number of processed requests by outcome. */
  readonly outcomes: ReadonlyMap<string, number>
  /** Whether requests were due that the batch had no room for. */
  readonly hasMore: boolean
}

/**
 * Turns stored requests into counted events in one transaction. After a crash the batch runs again and changes nothing
 * twice. Every item gets exactly one outcome.
 */
export async function processBatch(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  now: Date,
  turn: Turn,
): Promise<Batch> {
  const due = await loadDue(session, org.id, now, turn)
  const { outcomes, hasMore } = await processRequests(
    pipeline,
    session,
    org,
    due.requests,
    now,
    turn.eventsMax,
  )
  return { outcomes, hasMore: hasMore || due.hasMore }
}

export async function processRequests(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  requests: readonly DueRequest[],
  now: Date,
  eventsMax: number = Number.POSITIVE_INFINITY,
): Promise<Batch> {
  const present = requests.filter(request => !isErased(request))
  const readings = readUpTo(eventsMax, present, request =>
    readRequest(request, pipeline.findPlatform(request.platform), org),
  )
  const stored = await loadEventsOf(
    session,
    org.id,
    readings.map(({ request }) => request).filter(({ items }) => items !== null),
  )
  const { sorted, findingOf } = await storeReadings(pipeline, session, org, { readings, stored }, now)
  const changed = changedRequests(readings, sorted, findingOf)
  const processed = [
    ...readings.map(reading =>
      holdHandshake(
        pipeline.findPlatform(reading.request.platform),
        conclude(reading, sorted.holderOf, findingOf, changed.has(reading.request.id)),
      ),
    ),
    ...requests.filter(isErased).map(asBefore),
  ]
  await finish(session, org.id, processed, now)
  pipeline.onProcessed?.(org, processed)
  const orders = readings.flatMap(ordersIn)
  // Erasure comes last, so that it covers the whole batch, including the event that asked for it.
  if (orders.length > 0) await pipeline.erase(session, org, orders, now)
  const outcomes = new Map(
    [...groupBy(processed, ({ outcome }) => outcome)].map(([outcome, list]) => [outcome, list.length]),
  )
  return { outcomes, hasMore: readings.length < present.length }
}

/** Whether the request's content was erased after it had been read. Only its outcome and items remain. */
const isErased = ({ body, items }: DueRequest): boolean => body.length === 0 && items !== null

const asBefore = (request: DueRequest): Processed => ({
  request,
  outcome: request.outcome ?? 'empty',
  reason: request.reason,
  items: request.items ?? [],
  sightings: [],
  isChanged: false,
})
