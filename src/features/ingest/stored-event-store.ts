import type { StoredEvent } from '../../core/events/stored-event.ts'
import { firstIdOf } from '../../lib/id.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import { STORED_EVENT } from '../../runtime/db/sql/stored-event-sql.ts'
import type { KeyedEvent } from './event-store.ts'
import type { DueRequest } from './inbox-store.ts'
import type { KeyHolder } from './key-store.ts'

const COLUMNS = `${STORED_EVENT}, k.key`

const KEYS =
  'left join event_keys k on k.org_id = e.org_id and k.received_at = e.received_at and k.event_id = e.id'

/** Loads the events of requests that were read before. */
export function loadEventsOf(
  session: Session,
  orgId: number,
  requests: readonly DueRequest[],
): Promise<readonly KeyedEvent[]> {
  if (requests.length === 0) return none()
  return session.query({
    name: 'ingest-events-of',
    // An event's id contains the millisecond of its request, and few events share one.
    text: `select ${COLUMNS}
           from ${REQUESTS.sql}
             join events e on e.org_id = $1 and e.id >= given.first and e.id < given.after
               and e.received_at = given.received_at and e.request_id = given.request_id
             ${KEYS}`,
    values: [orgId, ...REQUESTS.values(requests)],
  })
}

const REQUESTS = rows<DueRequest>({
  request_id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
  first: ['uuid', ({ receivedAt }) => firstIdOf(receivedAt)],
  after: ['uuid', ({ receivedAt }) => firstIdOf(new Date(receivedAt.getTime() + 1))],
})

export function loadEventsById(
  session: Session,
  orgId: number,
  holders: readonly Held[],
): Promise<readonly KeyedEvent[]> {
  if (holders.length === 0) return none()
  return session.query({
    name: 'ingest-events-by-id',
    text: `select ${COLUMNS}
           from (select distinct * from ${HOLDERS.sql}) as given
             join events e on e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
             ${KEYS}`,
    values: [orgId, ...HOLDERS.values(holders)],
  })
}

type Held = Pick<KeyHolder, 'eventId' | 'receivedAt'>

const HOLDERS = rows<Held>({
  id: ['uuid', ({ eventId }) => eventId],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})

interface SetAside extends Pick<StoredEvent, 'id' | 'receivedAt' | 'at'> {
  readonly comparedReason: string | null
}

/** Makes stored events belong to no message. Attribution leaves them out from then on. */
export async function setAside(session: Session, orgId: number, events: readonly SetAside[]): Promise<void> {
  if (events.length === 0) return
  await markDays(session, orgId, events.map(atOf))
  await session.query({
    name: 'ingest-set-aside',
    text: `update events e set outcome = 'compared', reason = nullif(coalesce(e.notes || ' ' || given.reason, e.notes, given.reason), ''),
             matched_by = null, decision_id = null, template_id = null, variant_id = null
           from ${ASIDE.sql}
           where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at`,
    values: [orgId, ...ASIDE.values(events)],
  })
}

const ASIDE = rows<SetAside>({
  id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
  reason: ['text', ({ comparedReason }) => comparedReason],
})

/** An event that was read from an export. */
export interface ExportedEvent extends KeyedEvent {
  readonly nativeEvent: string
}

/** Loads events of exports. Many arrive in the same moment, so their keys are found by their text. */
export function loadExported(
  session: Session,
  orgId: number,
  events: readonly Pick<StoredEvent, 'id' | 'receivedAt'>[],
): Promise<readonly ExportedEvent[]> {
  if (events.length === 0) return none()
  return session.query({
    name: 'ingest-exported',
    text: `select ${COLUMNS}, e.native_event as "nativeEvent"
           from ${GONE.sql}
             join events e on e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
             left join event_keys k on k.org_id = $1 and k.platform = e.platform and k.key = e.dedupe_key and k.event_id = e.id`,
    values: [orgId, ...GONE.values(events)],
  })
}

export async function deleteEvents(
  session: Session,
  orgId: number,
  events: readonly StoredEvent[],
): Promise<void> {
  if (events.length === 0) return
  await markDays(session, orgId, events.map(atOf))
  await session.query({
    name: 'ingest-delete-events',
    text: `delete from events e using ${GONE.sql}
           where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at`,
    values: [orgId, ...GONE.values(events)],
  })
}

const GONE = rows<Pick<StoredEvent, 'id' | 'receivedAt'>>({
  id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})

const atOf = ({ at }: Pick<StoredEvent, 'at'>): Date => at

const none = (): Promise<never[]> => Promise.resolve([])
