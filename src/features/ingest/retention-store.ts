import { daysBefore, loadRetentions } from '../../runtime/db/by-org/retention.ts'
import { dropPartitionsBefore } from '../../runtime/db/partitions.ts'
import type { Database } from '../../runtime/db/session.ts'

const ROWS_AT_ONCE = 5_000

/**
 * Deletes data beyond the retention periods of organisations. A month's partition is dropped when no organisation keeps
 * it; before that, rows of single organisations are deleted, some thousand at a time.
 */
export async function forgetExpired(db: Database, now: Date): Promise<void> {
  const orgs = await loadRetentions(db)
  if (orgs.length === 0) return
  const before = (days: number) => daysBefore(now, days)
  const longest = (field: 'requestsDays' | 'eventsDays') => before(Math.max(...orgs.map(org => org[field])))
  await dropPartitionsBefore(db, 'inbound_requests', longest('requestsDays'))
  for (const table of ['events', 'decisions', 'attributions', 'metric_credits', 'messages'] as const)
    await dropPartitionsBefore(db, table, longest('eventsDays'))
  for (const { orgId, requestsDays, eventsDays } of orgs) {
    await deleteOld(db, orgId, 'inbound_requests', 'id', 'received_at', before(requestsDays))
    await db.query({
      text: 'delete from request_minutes where org_id = $1 and minute < $2',
      values: [orgId, before(requestsDays)],
    })
    await db.query({
      text: 'delete from refused_calls where org_id = $1 and received_at < $2',
      values: [orgId, before(requestsDays)],
    })
    await deleteOld(db, orgId, 'events', 'id', 'received_at', before(eventsDays))
    await deleteOld(db, orgId, 'event_keys', 'event_id', 'received_at', before(eventsDays))
    await db.query({
      text: 'delete from channel_days where org_id = $1 and day < $2::date',
      values: [orgId, before(eventsDays)],
    })
    await db.query({
      text: 'delete from event_names where org_id = $1 and last_seen < $2',
      values: [orgId, before(eventsDays)],
    })
    await deleteOld(db, orgId, 'decisions', 'id', 'decided_at', before(eventsDays))
    // A policy is rebuilt every few minutes, so no stored decision names a table of that age.
    await deleteOld(db, orgId, 'policy_tables', 'id', 'used_at', before(eventsDays + 1))
    await deleteOld(db, orgId, 'attributions', 'event_id', 'decided_at', before(eventsDays))
    await deleteOld(db, orgId, 'metric_credits', 'event_id', 'decided_at', before(eventsDays))
    await deleteOld(db, orgId, 'messages', 'decision_id', 'decided_at', before(eventsDays))
  }
  await forgetKeys(db, now, longest('eventsDays'))
}

async function deleteOld(
  db: Database,
  orgId: number,
  table: string,
  id: string,
  moment: string,
  before: Date,
): Promise<void> {
  const text = `delete from ${table} where org_id = $1 and ${moment} < $2 and ${id} in (
                  select ${id} from ${table} where org_id = $1 and ${moment} < $2 limit ${ROWS_AT_ONCE}) returning 1`
  let deleted: number
  do deleted = (await db.query({ text, values: [orgId, before] })).length
  while (deleted >= ROWS_AT_ONCE)
}

/**
 * Deletes expired message keys. Keys without an expiry are deleted with their decisions, whose ids contain the time.
 */
async function forgetKeys(db: Database, now: Date, before: Date): Promise<void> {
  await db.query({
    text: "delete from message_keys where expires_at < $1 and expires_at < 'infinity'",
    values: [now],
  })
  const oldest = `${before
    .getTime()
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})(.{4})$/, '$1-$2')}-7000-8000-000000000000`
  await db.query({ text: 'delete from message_keys where decision_id < $1', values: [oldest] })
  await db.query({ text: 'delete from message_ids where decision_id < $1', values: [oldest] })
}
