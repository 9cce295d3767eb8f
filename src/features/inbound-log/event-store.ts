import type { Selectable } from 'kysely'
import type { EventType } from '../../core/events/event.ts'
import { customKey } from '../../core/measure/custom-metric.ts'
import { isId, timeOfId } from '../../lib/id.ts'
import { fromMinorUnits } from '../../lib/money.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { EventRow } from '../../runtime/db/table-rows/inbound-rows.ts'
import { boundsOf } from './bounds.ts'
import type { StoredEvent } from './schema.ts'

/** The organisation of the events, and its decimals of stored money. */
export type OrgOfEvents = Pick<Org, 'id' | 'currencyDigits'>

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

/** The event as the interface shows it. */
export const toStoredEvent =
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
      metrics: row.metrics && Object.keys(row.metrics).map(customKey),
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
