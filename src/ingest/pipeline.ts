import type { Org } from '../catalog/catalog.ts'
import type { Session } from '../db/db.ts'
import type { RequestItem } from '../db/tables.ts'
import { groupBy } from '../lib/group-by.ts'
import type { Platform } from '../platforms/platform.ts'
import { claimKeys, type EventOutcome, type NewEvent, saveEvents } from './event-store.ts'
import { FIXES } from './fixes.ts'
import { type DueRequest, loadDue, type Processed, saveProcessed } from './inbox-store.ts'
import { type Reading, readRequest } from './read.ts'

export interface Pipeline {
  readonly findPlatform: (slug: string) => Platform | undefined
  /** Finds out what events count for, and counts them. Handed in: attribution is another feature. */
  readonly settle: (
    session: Session,
    org: Org,
    arrived: readonly NewEvent[],
    again: readonly NewEvent[],
  ) => Promise<ReadonlyMap<string, EventOutcome>>
}

/**
 * From stored requests to counted events, in one transaction: a crash anywhere repeats the batch
 * and changes nothing twice. Every item ends in exactly one outcome.
 * @returns how many requests were processed, by outcome
 */
export async function processBatch(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  now: Date,
  countMax: number,
): Promise<ReadonlyMap<string, number>> {
  const requests = await loadDue(session, org.id, now, countMax)
  return processRequests(pipeline, session, org, requests, now)
}

export async function processRequests(
  pipeline: Pipeline,
  session: Session,
  org: Org,
  requests: readonly DueRequest[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const readings = requests.map(request => readRequest(request, pipeline.findPlatform(request.platform), org))
  const sorted = await deduplicate(session, org, readings)
  const outcomes = await pipeline.settle(session, org, sorted.fresh, sorted.again)
  const outcomeOf = (event: NewEvent) => outcomes.get(event.id) ?? NOT_COUNTED
  await saveEvents(session, org.id, [...sorted.fresh, ...sorted.again], outcomeOf)
  const processed = readings.map(reading => conclude(reading, sorted.holderOf, outcomeOf))
  if (processed.length > 0) await saveProcessed(session, org.id, processed, now)
  return new Map(
    [...groupBy(processed, ({ outcome }) => outcome)].map(([outcome, list]) => [outcome, list.length]),
  )
}

const NOT_COUNTED: EventOutcome = {
  outcome: 'noted',
  reason: null,
  matchedBy: null,
  decisionId: null,
  templateId: null,
  variantId: null,
}

interface Sorted {
  readonly fresh: readonly NewEvent[]
  /** Read before, from the same request: a replay, which takes the place of the first reading. */
  readonly again: readonly NewEvent[]
  /** The stored event that an item stands for, and whether the item is its repetition. */
  readonly holderOf: ReadonlyMap<NewEvent, { readonly event: NewEvent; readonly duplicate: boolean }>
}

async function deduplicate(session: Session, org: Org, readings: readonly Reading[]): Promise<Sorted> {
  const events = readings.flatMap(reading =>
    reading.readable ? reading.items.flatMap(item => ('event' in item ? [item.event] : [])) : [],
  )
  const holders = events.length === 0 ? [] : await claimKeys(session, org.id, events)
  const fresh: NewEvent[] = []
  const again: NewEvent[] = []
  const holderOf = new Map<NewEvent, { event: NewEvent; duplicate: boolean }>()
  const seen = new Set<string>()
  events.forEach((event, at) => {
    const { eventId = event.id, requestId = event.requestId } = holders[at] ?? {}
    const stored = { ...event, id: eventId }
    const duplicate = requestId !== event.requestId || seen.has(eventId)
    holderOf.set(event, { event: stored, duplicate })
    if (duplicate) return
    seen.add(eventId)
    if (eventId === event.id) fresh.push(stored)
    else again.push(stored)
  })
  return { fresh, again, holderOf }
}

function conclude(
  reading: Reading,
  holderOf: Sorted['holderOf'],
  outcomeOf: (event: NewEvent) => EventOutcome,
): Processed {
  const { request } = reading
  if (!reading.readable) {
    const { reason, fix } = reading
    return { request, outcome: 'unreadable', reason, items: [{ outcome: 'unreadable', reason, fix }] }
  }
  const items = reading.items.map(item =>
    'event' in item ? itemOf(item.event, holderOf, outcomeOf) : item.rejected,
  )
  const outcomes = new Set(items.map(({ outcome }) => outcome))
  const [only] = outcomes
  return {
    request,
    outcome: outcomes.size > 1 ? 'mixed' : (only ?? 'empty'),
    reason: items.length === 1 ? (items[0]?.reason ?? null) : null,
    items,
  }
}

function itemOf(
  item: NewEvent,
  holderOf: Sorted['holderOf'],
  outcomeOf: (event: NewEvent) => EventOutcome,
): RequestItem {
  const { event, duplicate } = holderOf.get(item) ?? { event: item, duplicate: false }
  if (duplicate)
    return { outcome: 'duplicate', reason: 'The platform reported this event before.', event_id: event.id }
  const { outcome, reason } = outcomeOf(event)
  const fix = FIXES[outcome]
  return {
    outcome,
    event_id: event.id,
    ...(reason === null ? {} : { reason }),
    ...(fix === undefined ? {} : { fix }),
  }
}
