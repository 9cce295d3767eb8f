import type { Selectable } from 'kysely'
import { isId } from '../../lib/id.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import { daysBefore, loadRetentions } from '../../runtime/db/by-org/retention.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { DeliveryRow } from '../../runtime/db/table-rows/outgoing-rows.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { hashOfRequest } from './queue-store.ts'
import type { DeliveryDetail, DeliveryState, DeliveryView } from './schema.ts'
import type { Recipient } from './transport.ts'

/** The stored data of a request id that was used before. */
export interface Known extends Recipient {
  /** Null after an erasure of its person. */
  readonly requestId: string | null
  readonly templateId: string
  /** Whether the recipient is no longer stored, because the request is too old. */
  readonly isForgotten: boolean
}

export async function findKnown(db: Database, orgId: number, requestId: string): Promise<Known | undefined> {
  const [row] = await db.query<Omit<Known, 'isForgotten'>>({
    name: 'deliver-known',
    text: `select request_id as "requestId", template_id as "templateId", user_id as "userId", email, phone
           from deliveries where org_id = $1 and request_hash = $2`,
    values: [orgId, hashOfRequest(requestId)],
  })
  return row && { ...row, isForgotten: row.userId === null && row.email === null && row.phone === null }
}

/**
 * One delivery with all its data.
 * @param id its id, or its request id
 * @throws Problem not-found
 */
export async function showDelivery(db: Database, orgId: number, id: string): Promise<DeliveryDetail> {
  const row = await findRow(db, orgId, id)
  const reports = await loadReports(db, row)
  return { ...toView(row), vars: row.vars, tries: [...row.tries], reports: [...reports] }
}

async function findRow({ kysely }: Database, orgId: number, id: string): Promise<Selectable<DeliveryRow>> {
  const row = await kysely
    .selectFrom('deliveries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where(eb =>
      eb.or([eb('request_hash', '=', hashOfRequest(id)), ...(isId(id) ? [eb('id', '=', id)] : [])]),
    )
    .executeTakeFirst()
  if (row) return row
  throw new Problem('not-found', `There is no delivery "${id}", or it is no longer kept.`)
}

const REPORTS_MAX = 100

async function loadReports(
  db: Database,
  { org_id, request_id, message_id, decision_id }: Selectable<DeliveryRow>,
): Promise<DeliveryDetail['reports']> {
  if (request_id === null) return []
  const rows = await db.query<DeliveryDetail['reports'][number] & { at: Date }>({
    name: 'deliver-reports',
    text: `select id as event_id, platform, type, native_event, coalesce(occurred_at, received_at) as at, reason from events
           where org_id = $1 and (tracking_id = any($2) or message_id = $3) and (decision_id is null or decision_id = $4)
           order by 5, 1 limit $5`,
    values: [org_id, [request_id, decision_id], message_id, decision_id, REPORTS_MAX],
  })
  return rows.map(row => ({ ...row, at: row.at.toISOString() }))
}

const RESENDABLE = ['queued', 'unknown', 'dead'] as const

/**
 * Sends a message at once that was given up, or whose outcome is unknown. A message with an unknown outcome may be
 * sent twice, so only a person can decide this.
 * @throws Problem not-found, or conflict if there is nothing to send
 */
export async function resendDelivery(
  db: Database,
  orgId: number,
  id: string,
  now: Date,
): Promise<DeliveryView> {
  const row = await findRow(db, orgId, id)
  const resent = await db.kysely
    .updateTable('deliveries')
    .set({ state: 'queued', attempts: 0, due_at: now, finished_at: null })
    .where('org_id', '=', orgId)
    .where('id', '=', row.id)
    .where('state', 'in', RESENDABLE)
    .where(eb =>
      eb.or([eb('user_id', 'is not', null), eb('email', 'is not', null), eb('phone', 'is not', null)]),
    )
    .returningAll()
    .executeTakeFirst()
  if (resent) return toView(resent)
  const why = RESENDABLE.some(state => state === row.state)
    ? 'its recipient is no longer stored'
    : `it is ${row.state}`
  throw new Problem('conflict', `The message cannot be sent again: ${why}.`)
}

/**
 * Deletes wordings and recipients when the organisation's retention of calls ends. The remaining row prevents the
 * same request from sending again, as long as events are kept.
 */
export async function forgetOldDeliveries(db: Database, now: Date): Promise<void> {
  for (const { orgId, requestsDays, eventsDays } of await loadRetentions(db)) {
    await db.query({
      text: `update deliveries set user_id = null, email = null, phone = null, vars = '{}', tries = '[]', reason = null
             where org_id = $1 and created_at < $2 and coalesce(user_id, email, phone) is not null and state not in ('queued', 'sending')`,
      values: [orgId, daysBefore(now, requestsDays)],
    })
    await db.query({
      text: 'delete from deliveries where org_id = $1 and created_at < $2',
      values: [orgId, daysBefore(now, Math.max(requestsDays, eventsDays))],
    })
  }
}

/** The delivery as the interface shows it. */
export const toView = (row: Selectable<DeliveryRow>): DeliveryView => ({
  id: row.id,
  request_id: row.request_id,
  template_id: row.template_id,
  copy_id: row.variant_id,
  decision_id: row.decision_id,
  transport: row.transport as TransportSlug,
  channel: row.channel,
  user_id: row.user_id,
  email: row.email,
  phone: row.phone,
  state: row.state as DeliveryState,
  attempts: row.attempts,
  created_at: row.created_at.toISOString(),
  due_at: row.state === 'queued' ? row.due_at.toISOString() : null,
  finished_at: row.finished_at?.toISOString() ?? null,
  status: row.status,
  reason: row.reason,
  message_id: row.message_id,
})
