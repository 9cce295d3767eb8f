import type { Database, Session } from '../../../runtime/db/session.ts'
import type { Exchange } from '../attempt.ts'
import { fieldsOf, periodOf } from './filter.ts'
import type { RetryFilter } from './schema.ts'
import type { StoredDelivery } from './store.ts'

/** A person is watching, so the pause of the endpoint ends. */
export async function endPause(session: Session, orgId: number, webhookId: string, now: Date): Promise<void> {
  await session.query({
    text: 'update feedback_webhooks set open_until = $3 where org_id = $1 and id = $2 and open_until > $3',
    values: [orgId, webhookId, now],
  })
}

const PUT_BACK = `state = 'waiting', attempts = 0, first_tried_at = null, finished_at = null`

/** Makes a delivery due at once, whatever its state. Its id stays the same. */
export async function putBack(session: Session, { org_id, id }: StoredDelivery, now: Date): Promise<void> {
  await session.query({
    text: `update feedback_deliveries set ${PUT_BACK}, due_at = $3 where org_id = $1 and id = $2`,
    values: [org_id, id, now],
  })
}

/** Where the next step begins. */
export interface RetryPlace {
  readonly state: 'failed' | 'delivered'
  /** ISO 8601. */
  readonly at: string
  readonly seq: number
}

/** Rows that one step reads: one transaction, which must be short. */
const READ_MAX = 1_000

/**
 * Puts the next deliveries of a state back.
 * @param until only deliveries that were there at this moment
 * @returns the number that match, and the place after the last row read; null at the end
 */
export async function putBackNext(
  session: Session,
  orgId: number,
  webhookId: string,
  filter: RetryFilter,
  { state, at, seq }: RetryPlace,
  { until, now }: { readonly until: Date; readonly now: Date },
): Promise<{ readonly changed: number; readonly next: RetryPlace | null }> {
  const period = periodOf(filter, 9)
  const fields = fieldsOf(filter, 9 + period.values.length)
  const [row] = await session.query<{
    read: number
    changed: number
    at: Date | null
    seq: number | null
  }>({
    text: `with d as (
             select d.* from feedback_deliveries d
             where d.org_id = $1 and d.webhook_id = $2 and d.state = $3 and (d.created_at, d.seq) > ($4, $5) and d.created_at <= $6
               and ${period.sql}
             order by d.created_at, d.seq limit $8),
           changed as (
             update feedback_deliveries set ${PUT_BACK}, due_at = $7
             where org_id = $1 and id = any(array(select d.id from d where ${fields.sql})) and state = $3 returning id)
           select (select count(*) from d) as read, (select count(*) from changed) as changed, last.created_at as at, last.seq
           from (select 1) as one left join lateral (select created_at, seq from d order by created_at desc, seq desc limit 1) last on true`,
    values: [
      ...[orgId, webhookId, state, new Date(at), seq, until, now, READ_MAX],
      ...[...period.values, ...fields.values],
    ],
  })
  const { read = 0, changed = 0, at: lastAt = null, seq: lastSeq = null } = row ?? {}
  const isEnd = read < READ_MAX || lastAt === null || lastSeq === null
  return { changed, next: isEnd ? null : { state, at: lastAt.toISOString(), seq: lastSeq } }
}

/**
 * Stores an attempt that a person has made while the webhook is off. A refused delivery keeps its state.
 * @param status of the answer; null without one
 */
export async function saveOneAttempt(
  db: Database,
  { org_id, id }: StoredDelivery,
  { at, tookMs, request, response }: Exchange,
  reason: string | null,
): Promise<void> {
  await db.query({
    text: `with saved as (
             update feedback_deliveries d set status = $3, reason = $4, attempts = d.attempts + 1,
               state = case when $4::text is null then 'delivered' else d.state end,
               finished_at = case when $4::text is null then $5::timestamptz else d.finished_at end
             where d.org_id = $1 and d.id = $2 returning d.id)
           insert into feedback_attempts (org_id, delivery_id, at, took_ms, request, response, reason)
           select $1, saved.id, $5, $6, $7, $8, $4 from saved`,
    values: [
      ...[org_id, id, response?.status ?? null, reason, at, tookMs, JSON.stringify(request)],
      response && JSON.stringify(response),
    ],
  })
}
