import { groupBy } from '../../lib/group-by.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type CallHistory, HOURS_KEPT_MS, type Hour } from './health.ts'
import type { Change } from './tally.ts'

/** Adds changes to the stored health. */
export async function saveChanges(db: Database, changes: readonly Change[]): Promise<void> {
  // Always in the same order, so that two processes never wait for each other.
  const sorted = changes.toSorted((a, b) => a.orgId - b.orgId || (a.platform < b.platform ? -1 : 1))
  await db.query({
    name: 'health-save',
    text: `insert into platform_health as known (org_id, platform, first_received_at, last_received_at, last_counted_at, failures, last_failure, was_understood)
           select * from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::text[], $8::bool[])
           on conflict (org_id, platform) do update set
             first_received_at = least(known.first_received_at, excluded.first_received_at),
             last_received_at = greatest(known.last_received_at, excluded.last_received_at),
             last_counted_at = greatest(known.last_counted_at, excluded.last_counted_at),
             failures = case when excluded.was_understood then excluded.failures else known.failures + excluded.failures end,
             last_failure = case when excluded.was_understood then excluded.last_failure else coalesce(excluded.last_failure, known.last_failure) end,
             was_understood = known.was_understood or excluded.was_understood`,
    values: [
      sorted.map(({ orgId }) => orgId),
      sorted.map(({ platform }) => platform),
      sorted.map(({ firstReceivedAt }) => firstReceivedAt),
      sorted.map(({ lastReceivedAt }) => lastReceivedAt),
      sorted.map(({ lastCountedAt }) => lastCountedAt),
      sorted.map(({ failures }) => failures),
      sorted.map(({ lastFailure }) => lastFailure),
      sorted.map(({ isUnderstood }) => isUnderstood),
    ],
  })
  await saveHours(db, sorted)
}

async function saveHours(db: Database, changes: readonly Change[]): Promise<void> {
  const rows = changes.flatMap(({ orgId, platform, hours }) =>
    [...hours].toSorted(([a], [b]) => a - b).map(([hour, sums]) => ({ orgId, platform, hour, ...sums })),
  )
  await db.query({
    name: 'health-save-hours',
    text: `insert into platform_hours as known (org_id, platform, hour, received, unreadable, refused)
           select * from unnest($1::int[], $2::text[], $3::timestamptz[], $4::int[], $5::int[], $6::int[])
           on conflict (org_id, platform, hour) do update set
             received = known.received + excluded.received,
             unreadable = known.unreadable + excluded.unreadable,
             refused = known.refused + excluded.refused`,
    values: [
      rows.map(({ orgId }) => orgId),
      rows.map(({ platform }) => platform),
      rows.map(({ hour }) => new Date(hour)),
      rows.map(({ received }) => received),
      rows.map(({ unreadable }) => unreadable),
      rows.map(({ refused }) => refused),
    ],
  })
}

/** By platform slug. Platforms that never called are missing. */
export async function loadHistories(
  db: Database,
  orgId: number,
  now: Date,
): Promise<ReadonlyMap<string, CallHistory>> {
  const known = await db.query<{ platform: string } & Omit<CallHistory, 'hours'>>({
    name: 'health-load',
    text: `select platform, first_received_at as "firstReceivedAt", last_received_at as "lastReceivedAt",
             last_counted_at as "lastCountedAt", failures, last_failure as "lastFailure", was_understood as "wasUnderstood"
           from platform_health where org_id = $1`,
    values: [orgId],
  })
  const hours = await db.query<{ platform: string } & Hour>({
    name: 'health-load-hours',
    text: `select platform, hour, received, unreadable, refused from platform_hours
           where org_id = $1 and hour >= $2 order by platform, hour`,
    values: [orgId, new Date(now.getTime() - HOURS_KEPT_MS)],
  })
  const byPlatform = groupBy(hours, ({ platform }) => platform)
  return new Map(
    known.map(({ platform, ...history }) => [
      platform,
      { ...history, hours: byPlatform.get(platform) ?? [] },
    ]),
  )
}

/** Deletes hours that no health check needs any more. */
export async function forgetHours(db: Database, now: Date): Promise<void> {
  await db.query({
    text: 'delete from platform_hours where hour < $1',
    values: [new Date(now.getTime() - HOURS_KEPT_MS)],
  })
}
