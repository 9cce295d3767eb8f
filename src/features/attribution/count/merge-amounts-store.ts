import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import { daysBefore, loadRetentions } from '../../../runtime/db/by-org/retention.ts'
import type { Database } from '../../../runtime/db/session.ts'

const ROWS_AT_ONCE = 5_000

// An anti-join: a message that still exists may change, and is then found by its id.
const OLD = `a.org_id = $1 and a.starts_at < $2 and not a.is_merged and not exists (
  select from messages m where m.org_id = $1 and m.decision_id = a.decision_id and m.decided_at >= $2)`

// Medium spans, so that every stretch of results and learning keeps its amounts.
const MERGE = `
  with old as (
    delete from message_amounts where org_id = $1 and (template_id, currency, decision_id) in (
      select template_id, currency, decision_id from message_amounts a where ${OLD} limit ${ROWS_AT_ONCE})
    returning *
  ), binned as (
    select *, date_bin('${SPAN_MINUTES.medium} minutes', starts_at, 'epoch'::timestamptz) as span from old
  ), merged as (
    insert into message_amounts as kept (org_id, template_id, currency, decision_id, starts_at, variant_id, arm, cell, propensity,
      amount_minor, person_bucket, messages, is_merged)
    select org_id, template_id, currency,
      md5(concat_ws('|', extract(epoch from span)::bigint, variant_id, arm, cell, propensity, amount_minor, coalesce(person_bucket, -1)))::uuid,
      span, variant_id, arm, cell, propensity, amount_minor, person_bucket, sum(messages)::int, true
    from binned group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    on conflict (org_id, template_id, currency, decision_id) do update set messages = kept.messages + excluded.messages
  )
  select count(*) as moved from old`

/**
 * Takes the names off the amounts of messages that are beyond the retention of events: equal amounts of the same
 * span become one row with their number. Every sum and percentile stays exactly as it was.
 */
export async function mergeOldAmounts(db: Database, now: Date): Promise<void> {
  const orgs = await loadRetentions(db)
  if (orgs.length === 0) return
  const found = await db.query<{ org_id: number }>({
    name: 'old-amounts',
    text: 'select distinct org_id from message_amounts where starts_at < $1 and not is_merged',
    values: [daysBefore(now, Math.min(...orgs.map(({ eventsDays }) => eventsDays)))],
  })
  const due = new Set(found.map(({ org_id }) => org_id))
  for (const { orgId, eventsDays } of orgs) {
    if (due.has(orgId)) await mergeAmounts(db, orgId, daysBefore(now, eventsDays))
  }
}

/** Some thousand at a time, so that the organisation's ingest never waits for long. */
async function mergeAmounts(db: Database, orgId: number, before: Date): Promise<void> {
  let moved: number
  do
    moved = await db.transaction(async session => {
      await lockOrg(session, orgId)
      const [row] = await session.query<{ moved: number }>({
        name: 'merge-amounts',
        text: MERGE,
        values: [orgId, before],
      })
      return row?.moved ?? 0
    })
  while (moved >= ROWS_AT_ONCE)
}
