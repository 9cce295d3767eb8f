import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { EventType } from '../../core/events/event.ts'
import { ownNames } from '../../core/ids/person-names.ts'
import { isId, timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { EventRow } from '../../runtime/db/inbound-rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { type Page, toPage } from '../../runtime/http/page.ts'
import { boundsOf, readBounds } from './bounds.ts'
import type { EventsQuery, StoredEvent } from './schema.ts'

/** The organisation of the events, and its decimals of stored money. */
export type OrgOfEvents = Pick<Org, 'id' | 'currencyDigits'>

/**
 * The events of a query, newest first.
 * @throws Problem invalid-request if a cursor or a time cannot be read
 */
export async function listEvents(
  { kysely }: Database,
  org: OrgOfEvents,
  query: EventsQuery,
): Promise<Page<StoredEvent>> {
  const bounds = readBounds(query)
  const rows = await kysely
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', org.id)
    .where(matching(query))
    .where(eb => eb.and(bounds.map(bound => eb(...bound))))
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  return toPage(rows, query.limit, ({ id }) => id, toStoredEvent(org))
}

type Events = ExpressionBuilder<Tables, 'events'>

const COLUMNS = {
  type: 'type',
  platform: 'platform',
  outcome: 'outcome',
  tracking_id: 'tracking_id',
  template: 'template_id',
} as const satisfies Partial<Record<keyof EventsQuery, keyof EventRow>>

const FILTERS = Object.keys(COLUMNS) as readonly (keyof typeof COLUMNS)[]

const matching = (query: EventsQuery) => (eb: Events) =>
  eb.and([
    ...FILTERS.flatMap(name => {
      const value = query[name]
      return value === undefined ? [] : [eb(COLUMNS[name], '=', storableText(value))]
    }),
    ...(query.message_id === undefined ? [] : [isAbout(eb, storableText(query.message_id))]),
    ...(query.user === undefined ? [] : [isOf(eb, storableText(query.user))]),
  ])

/** If several people share a message id, it is among the refs. */
const isAbout = (eb: Events, messageId: string) =>
  eb.or([eb('message_id', '=', messageId), eb(sql<string>`refs ->> 'message_id'`, '=', messageId)])

const isOf = (eb: Events, user: string) =>
  eb.or([eb('user_key', 'in', ownNames(user)), eb('email', 'in', ownNames(user))])

/** Events by their ids, newest first. Unknown ids are left out. */
export async function loadEvents(
  { kysely }: Database,
  org: OrgOfEvents,
  ids: readonly string[],
): Promise<readonly StoredEvent[]> {
  const known = ids.filter(isId)
  if (known.length === 0) return []
  const times = [...new Set(known.map(id => timeOfId(id).getTime()))].map(time => new Date(time))
  const rows = await kysely
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('id', 'in', known)
    .where('received_at', 'in', times)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toStoredEvent(org))
}

/** The events of a webhook call, in no particular order, because all arrived at once. */
export async function loadEventsOfRequest(
  { kysely }: Database,
  org: OrgOfEvents,
  requestId: string,
): Promise<readonly StoredEvent[]> {
  const from = timeOfId(requestId)
  // Events have the time of their call. Finding those of one millisecond needs no other index.
  const bounds = boundsOf({ from, to: new Date(from.getTime() + 1) })
  const rows = await kysely
    .selectFrom('events')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('request_id', '=', requestId)
    .where(eb => eb.and(bounds.map(bound => eb(...bound))))
    .orderBy('id')
    .execute()
  return rows.map(toStoredEvent(org))
}

const toStoredEvent =
  ({ currencyDigits }: OrgOfEvents) =>
  (row: Selectable<EventRow>): StoredEvent => {
    const { amount_minor, currency } = row
    return {
      id: row.id,
      platform: row.platform,
      type: row.type as EventType,
      native_event: row.native_event,
      name: row.name,
      dedupe_key: row.dedupe_key,
      occurred_at: row.occurred_at?.toISOString() ?? null,
      received_at: row.received_at.toISOString(),
      user_id: row.user_key,
      email: row.email,
      message_id: row.refs['message_id'] ?? row.message_id,
      tracking_id: row.tracking_id,
      campaign_id: row.campaign_id,
      template_ref: row.template_ref,
      channel: row.channel,
      machine: row.machine,
      value:
        amount_minor === null || currency === null
          ? null
          : fromMinorUnits(amount_minor, currency, currencyDigits),
      currency,
      outcome: row.outcome,
      reason: row.reason,
      matched_by: row.matched_by,
      decision_id: row.decision_id,
      template_id: row.template_id,
      variant_id: row.variant_id,
      why_not:
        row.outcome === 'counted'
          ? null
          : {
              code: row.outcome,
              detail: row.reason ?? 'Parley stores the event and counts it in no figure.',
            },
      request_id: row.request_id,
      properties: row.properties,
    }
  }
