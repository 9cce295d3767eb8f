import { groupBy } from '../../lib/group-by.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { ArrivedEvent, KeyedEvent } from './event-store.ts'
import { reopenRequests } from './inbox-store.ts'
import { claimKeys, type KeyHolder, keyOf, releaseKeys, takeKeys, toHolder } from './key-store.ts'
import type { ReadRequest } from './read.ts'
import { deleteEvents, loadEventsById } from './stored-event-store.ts'

/** The events of some requests, sorted by what has to be done with them. */
export interface Sorted {
  readonly fresh: readonly ArrivedEvent[]
  /** Events of the same request that were read before: a replay. They replace the first reading. */
  readonly again: readonly ArrivedEvent[]
  /** The former readings: events that are read again, and events that no longer exist. */
  readonly before: readonly KeyedEvent[]
  /** Ids of those in `before` that no longer exist. Their rows are deleted. */
  readonly goneIds: ReadonlySet<string>
  /** The stored event of an item, and whether the item is a duplicate. */
  readonly holderOf: ReadonlyMap<ArrivedEvent, { readonly event: ArrivedEvent; readonly duplicate: boolean }>
}

/**
 * Sorts events into new ones, duplicates, and new readings of stored events. A key belongs to the request that arrived
 * first, so a replay of all requests has the same end state as the first reading. If a new reading no longer has an
 * event, the event releases its key. If a new reading has an event whose key a later request holds, it takes the key,
 * and the later request is read again as a duplicate.
 * @param readings in the order of arrival
 * @param stored the events of requests that were read before
 */
export async function deduplicate(
  session: Session,
  orgId: number,
  readings: readonly ReadRequest[],
  stored: readonly KeyedEvent[],
): Promise<Sorted> {
  const events = readings.flatMap(reading =>
    reading.readable ? reading.items.flatMap(item => ('event' in item ? [item.event] : [])) : [],
  )
  await releaseKeys(session, orgId, unsaidOf(stored, events))
  const readAgain = new Set(readings.flatMap(({ request }) => (request.items === null ? [] : [request.id])))
  const holders = events.length === 0 ? [] : await claimKeys(session, orgId, events)
  const taken = await takeFromLater(session, orgId, events, holders, readAgain)
  const sorted = sort(events, taken.holders)
  const storedIds = new Set(stored.map(({ id }) => id))
  const lost = await loadEventsById(
    session,
    orgId,
    taken.from.filter(({ eventId }) => !storedIds.has(eventId)),
  )
  const before = [...stored, ...lost]
  const againIds = new Set(sorted.again.map(({ id }) => id))
  const gone = before.filter(({ id }) => !againIds.has(id))
  await deleteEvents(session, orgId, gone)
  return { ...sorted, before, goneIds: new Set(gone.map(({ id }) => id)) }
}

/** The stored events that the new readings do not have. */
function unsaidOf(stored: readonly KeyedEvent[], events: readonly ArrivedEvent[]): readonly KeyedEvent[] {
  if (stored.length === 0) return []
  const said = new Set(events.map(placeOf))
  return stored.filter(event => !said.has(placeOf(event)))
}

const placeOf = ({ requestId, platform, key }: KeyedEvent): string => `${requestId}|${platform}|${key}`

interface Taken {
  readonly holders: readonly KeyHolder[]
  /** The former holders of the taken keys. */
  readonly from: readonly KeyHolder[]
}

async function takeFromLater(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
  holders: readonly KeyHolder[],
  readAgain: ReadonlySet<string>,
): Promise<Taken> {
  if (readAgain.size === 0) return { holders, from: [] }
  // Ids sort by the time of arrival.
  const isLater = (holder: KeyHolder | undefined, event: ArrivedEvent) =>
    holder !== undefined &&
    !holder.isErased &&
    readAgain.has(event.requestId) &&
    holder.requestId > event.requestId
  const takers = events.filter((event, at) => isLater(holders[at], event))
  if (takers.length === 0) return { holders, from: [] }
  const firsts = [...groupBy(takers, keyOf).values()].flatMap(([first]) => (first ? [first] : []))
  const newHolder = new Map(firsts.map(event => [keyOf(event), toHolder(event)]))
  const from = holders.filter((holder, at) => events[at] && isLater(holder, events[at]))
  await takeKeys(session, orgId, firsts)
  await reopenRequests(session, orgId, from)
  return { holders: holders.map(holder => newHolder.get(keyOf(holder)) ?? holder), from }
}

function sort(events: readonly ArrivedEvent[], holders: readonly KeyHolder[]) {
  const fresh: ArrivedEvent[] = []
  const again: ArrivedEvent[] = []
  const holderOf = new Map<ArrivedEvent, { event: ArrivedEvent; duplicate: boolean }>()
  const seen = new Set<string>()
  events.forEach((event, at) => {
    const { eventId = event.id, requestId = event.requestId } = holders[at] ?? {}
    const stored = eventId === event.id ? event : { ...event, id: eventId }
    const duplicate = requestId !== event.requestId || seen.has(eventId)
    holderOf.set(event, { event: stored, duplicate })
    if (duplicate) return
    seen.add(eventId)
    if (eventId === event.id) fresh.push(stored)
    else again.push(stored)
  })
  return { fresh, again, holderOf }
}
