import { groupBy } from '../../lib/group-by.ts'
import type { Session } from '../../runtime/db/session.ts'
import {
  type ArrivedEvent,
  claimKeys,
  type KeyedEvent,
  type KeyHolder,
  releaseKeys,
  takeKeys,
} from './event-store.ts'
import { reopenRequests } from './inbox-store.ts'
import type { ReadRequest } from './read.ts'
import { deleteEvents, loadEventsById } from './stored-event-store.ts'

/** What has to be done about the events of some requests. */
export interface Sorted {
  readonly fresh: readonly ArrivedEvent[]
  /** Read before, from the same request: a replay, which takes the place of the first reading. */
  readonly again: readonly ArrivedEvent[]
  /** As they were stored until now: those read again, and those that are no more. */
  readonly before: readonly KeyedEvent[]
  /** Those of `before` that are no more: nothing is left of them in the store. */
  readonly goneIds: ReadonlySet<string>
  /** The stored event that an item stands for, and whether the item is its repetition. */
  readonly holderOf: ReadonlyMap<ArrivedEvent, { readonly event: ArrivedEvent; readonly duplicate: boolean }>
}

/**
 * Finds out which items are new, which are repetitions, and which take the place of an earlier reading.
 * A key belongs to the request that arrived first, so that reading everything again ends as reading it
 * for the first time does: who no longer says a thing gives its key up, and who says it now takes it
 * from a later request, which is then read again as the repetition that it is.
 * @param readings in the order of arrival
 * @param stored the events of those that were read before
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
  const said = new Set(events.map(({ requestId, platform, key }) => `${requestId}|${platform}|${key}`))
  const unsaid = stored.filter(({ requestId, platform, key }) => !said.has(`${requestId}|${platform}|${key}`))
  await releaseKeys(session, orgId, unsaid)
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

interface Taken {
  readonly holders: readonly KeyHolder[]
  /** Who had the keys until now. */
  readonly from: readonly KeyHolder[]
}

async function takeFromLater(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
  holders: readonly KeyHolder[],
  readAgain: ReadonlySet<string>,
): Promise<Taken> {
  // Ids sort by the time of arrival.
  const isLater = (holder: KeyHolder | undefined, event: ArrivedEvent) =>
    holder !== undefined && readAgain.has(event.requestId) && holder.requestId > event.requestId
  const takers = events.filter((event, at) => isLater(holders[at], event))
  if (takers.length === 0) return { holders, from: [] }
  const firsts = [...groupBy(takers, nameOf).values()].flatMap(([first]) => (first ? [first] : []))
  const newHolder = new Map(firsts.map(event => [nameOf(event), toHolder(event)]))
  const from = holders.filter((holder, at) => events[at] && isLater(holder, events[at]))
  await takeKeys(session, orgId, firsts)
  await reopenRequests(session, orgId, from)
  return { holders: holders.map(holder => newHolder.get(nameOf(holder)) ?? holder), from }
}

const nameOf = ({ platform, key }: Pick<KeyHolder, 'platform' | 'key'>): string => `${platform}|${key}`

const toHolder = ({ platform, key, id, requestId, receivedAt }: ArrivedEvent): KeyHolder => ({
  platform,
  key,
  eventId: id,
  requestId,
  receivedAt,
})

function sort(events: readonly ArrivedEvent[], holders: readonly KeyHolder[]) {
  const fresh: ArrivedEvent[] = []
  const again: ArrivedEvent[] = []
  const holderOf = new Map<ArrivedEvent, { event: ArrivedEvent; duplicate: boolean }>()
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
