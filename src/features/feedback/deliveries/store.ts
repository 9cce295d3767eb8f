import type { Selectable } from 'kysely'
import { groupBy } from '../../../lib/group-by.ts'
import { isId } from '../../../lib/id.ts'
import { daysBefore, loadRetentions } from '../../../runtime/db/by-org/retention.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { FeedbackAttemptRow, FeedbackDeliveryRow } from '../../../runtime/db/table-rows/outgoing-rows.ts'
import { type Page, readCursor, toPage } from '../../../runtime/http/page.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { fieldsOf, periodOf } from './filter.ts'
import { DELIVERY_STATES, type DeliveriesQuery, type DeliveryView, type ExchangeView } from './schema.ts'

export type StoredDelivery = Selectable<FeedbackDeliveryRow>
type StoredAttempt = Selectable<FeedbackAttemptRow>

/**
 * The deliveries of a webhook, newest first, with every attempt. Each state is read from its own part of an index, and
 * the newest of all are taken.
 * @throws Problem invalid-request if the cursor or a time cannot be read
 */
export async function listDeliveries(
  db: Database,
  orgId: number,
  webhookId: string,
  { state, cursor, limit, ...filter }: DeliveriesQuery,
): Promise<Page<DeliveryView>> {
  const last = readCursor(cursor, key => /^\d{1,15}\.\d{1,15}$/.test(key))
  const [at = '', seq = ''] = last.split('.')
  const before = last === '' ? 'true' : '(d.created_at, d.seq) < ($4, $5)'
  const place = last === '' ? [] : [new Date(Number(at)), seq]
  const period = periodOf(filter, 4 + place.length)
  const fields = fieldsOf(filter, 4 + place.length + period.values.length)
  const parts = (state === undefined ? DELIVERY_STATES : [state]).map(
    each => `(select d.* from feedback_deliveries d
              where d.org_id = $1 and d.webhook_id = $2 and d.state = '${each}' and ${before} and ${period.sql} and ${fields.sql}
              order by d.created_at desc, d.seq desc limit $3)`,
  )
  const found = await db.query<StoredDelivery>({
    text: `select * from (${parts.join(' union all ')}) d order by created_at desc, seq desc limit $3`,
    values: [orgId, webhookId, limit + 1, ...place, ...period.values, ...fields.values],
  })
  const attempts = await loadAttempts(db, orgId, found)
  return toPage(
    found,
    limit,
    row => `${row.created_at.getTime()}.${row.seq}`,
    row => showDelivery(row, attempts.get(row.id) ?? []),
  )
}

async function loadAttempts(
  { kysely }: Database,
  orgId: number,
  deliveries: readonly Pick<StoredDelivery, 'id'>[],
): Promise<ReadonlyMap<string, readonly StoredAttempt[]>> {
  if (deliveries.length === 0) return new Map()
  const found = await kysely
    .selectFrom('feedback_attempts')
    .selectAll()
    .where('org_id', '=', orgId)
    .where(
      'delivery_id',
      'in',
      deliveries.map(({ id }) => id),
    )
    .orderBy('at')
    .execute()
  return groupBy(found, row => row.delivery_id)
}

/** @throws Problem not-found */
export async function findDelivery(
  { kysely }: Database,
  orgId: number,
  webhookId: string,
  id: string,
): Promise<StoredDelivery> {
  const row = isId(id)
    ? await kysely
        .selectFrom('feedback_deliveries')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('webhook_id', '=', webhookId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (row) return row
  throw new Problem('not-found', `There is no delivery "${id}" of this webhook, or it is no longer kept.`)
}

/** A delivery with its attempts. */
export async function showWithAttempts(
  db: Database,
  orgId: number,
  row: StoredDelivery,
): Promise<DeliveryView> {
  return showDelivery(row, (await loadAttempts(db, orgId, [row])).get(row.id) ?? [])
}

/** Deletes finished deliveries when the retention of calls ends. Later deliveries do not repeat them. */
export async function forgetOldFeedback(db: Database, now: Date): Promise<void> {
  for (const { orgId, requestsDays } of await loadRetentions(db))
    await db.query({
      text: `delete from feedback_deliveries where org_id = $1 and state <> 'waiting' and finished_at < $2`,
      values: [orgId, daysBefore(now, requestsDays)],
    })
}

function showDelivery(row: StoredDelivery, attempts: readonly StoredAttempt[]): DeliveryView {
  const { id, request_id, event_id, decision_id, template_id, status, reason } = row
  return {
    ...{ id, request_id, event_id, decision_id, template_id, status, reason, attempts: row.attempts },
    feedback: row.feedback as DeliveryView['feedback'],
    state: row.state as DeliveryView['state'],
    created_at: row.created_at.toISOString(),
    due_at: row.state === 'waiting' ? row.due_at.toISOString() : null,
    finished_at: row.finished_at?.toISOString() ?? null,
    payload: JSON.parse(row.payload),
    exchanges: attempts.map(showAttempt),
  }
}

const showAttempt = ({ at, took_ms, request, response, reason }: StoredAttempt): ExchangeView => ({
  at: at.toISOString(),
  took_ms,
  request,
  response,
  reason,
})
