import type { Selectable } from 'kysely'
import { groupBy } from '../../lib/group-by.ts'
import { isId } from '../../lib/id.ts'
import type { FeedbackAttemptRow, FeedbackDeliveryRow } from '../../runtime/db/outgoing-rows.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Page, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { DeliveriesQuery, DeliveryView, ExchangeView } from './delivery-schema.ts'

type StoredDelivery = Selectable<FeedbackDeliveryRow>
type StoredAttempt = Selectable<FeedbackAttemptRow>

/**
 * The deliveries of a webhook, newest first, with every attempt.
 * @throws Problem invalid-request if the cursor cannot be read
 */
export async function listDeliveries(
  db: Database,
  orgId: number,
  webhookId: string,
  { state, request_id, template, cursor, limit }: DeliveriesQuery,
): Promise<Page<DeliveryView>> {
  const last = readCursor(cursor, key => /^\d{1,15}$/.test(key))
  const rows = await db.kysely
    .selectFrom('feedback_deliveries')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('webhook_id', '=', webhookId)
    .$if(state !== undefined, select => select.where('state', '=', state ?? ''))
    .$if(request_id !== undefined, select => select.where('request_id', '=', request_id ?? ''))
    .$if(template !== undefined, select => select.where('template_id', '=', template ?? ''))
    .$if(last !== '', select => select.where('seq', '<', Number(last)))
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()
  const attempts = await loadAttempts(db, orgId, rows)
  return toPage(
    rows,
    limit,
    ({ seq }) => String(seq),
    row => showDelivery(row, attempts.get(row.id) ?? []),
  )
}

async function loadAttempts(
  { kysely }: Database,
  orgId: number,
  deliveries: readonly StoredDelivery[],
): Promise<ReadonlyMap<string, readonly StoredAttempt[]>> {
  if (deliveries.length === 0) return new Map()
  const rows = await kysely
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
  return groupBy(rows, row => row.delivery_id)
}

/** Makes a delivery at once, whatever its state. Its id stays the same. @throws Problem not-found */
export async function retryDelivery(
  db: Database,
  orgId: number,
  webhookId: string,
  id: string,
  now: Date,
): Promise<DeliveryView> {
  const row = isId(id)
    ? await db.kysely
        .updateTable('feedback_deliveries')
        .set({ ...PUT_BACK, due_at: now })
        .where('org_id', '=', orgId)
        .where('webhook_id', '=', webhookId)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst()
    : undefined
  if (!row)
    throw new Problem('not-found', `There is no delivery "${id}" of this webhook, or it is no longer kept.`)
  // A person is watching, so the pause of the endpoint ends.
  await db.kysely
    .updateTable('feedback_webhooks')
    .set({ open_until: now })
    .where('org_id', '=', orgId)
    .where('id', '=', webhookId)
    .where('open_until', '>', now)
    .execute()
  return showDelivery(row, (await loadAttempts(db, orgId, [row])).get(id) ?? [])
}

const PUT_BACK = { state: 'waiting', attempts: 0, first_tried_at: null, finished_at: null }

/** Queues deliveries since a moment again: the given-up ones, or all of them. Returns their number. */
export async function recoverDeliveries(
  { kysely }: Database,
  orgId: number,
  webhookId: string,
  since: Date,
  isAll: boolean,
  now: Date,
): Promise<number> {
  const { numUpdatedRows } = await kysely
    .updateTable('feedback_deliveries')
    .set({ ...PUT_BACK, due_at: now })
    .where('org_id', '=', orgId)
    .where('webhook_id', '=', webhookId)
    .where('created_at', '>=', since)
    .where('state', 'in', isAll ? ['failed', 'delivered'] : ['failed'])
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

const WEBHOOKS = rows<string>({ id: ['uuid', id => id] }, { as: 'w' })

/** How many deliveries of each webhook wait, and how many were given up: each from an index of those alone. */
export async function countDeliveries(
  db: Database,
  orgId: number,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, Counts>> {
  if (webhookIds.length === 0) return new Map()
  const count = (state: 'waiting' | 'failed') =>
    `(select count(*) from feedback_deliveries d where d.org_id = $1 and d.webhook_id = w.id and d.state = '${state}')`
  const counts = await db.query<Counts & { id: string }>({
    text: `select w.id, ${count('waiting')} as waiting, ${count('failed')} as failed from ${WEBHOOKS.sql}`,
    values: [orgId, ...WEBHOOKS.values(webhookIds)],
  })
  return new Map(counts.map(({ id, waiting, failed }) => [id, { waiting, failed }]))
}

interface Counts {
  readonly waiting: number
  readonly failed: number
}

/** Deletes finished deliveries when the retention of calls ends. Later deliveries do not repeat them. */
export async function forgetOldFeedback(db: Database, now: Date): Promise<void> {
  await db.query({
    text: `delete from feedback_deliveries d using orgs o where d.org_id = o.id and d.state <> 'waiting'
             and d.finished_at < $1::timestamptz - make_interval(secs => 86400 * (o.retention->>'requests_days')::float8)`,
    values: [now],
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
