import { groupBy } from '../../lib/group-by.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { type CallHistory, HOURS_KEPT_MS, type Hour } from './health.ts'
import type { Change } from './tally.ts'

const CHANGES = rows<Change>({
  platform: ['text', ({ platform }) => platform],
  first_received_at: ['timestamptz', ({ firstReceivedAt }) => firstReceivedAt],
  last_received_at: ['timestamptz', ({ lastReceivedAt }) => lastReceivedAt],
  last_counted_at: ['timestamptz', ({ lastCountedAt }) => lastCountedAt],
  failures: ['int', ({ failures }) => failures],
  last_failure: ['text', ({ lastFailure }) => lastFailure],
  was_understood: ['bool', ({ isUnderstood }) => isUnderstood],
})

interface HourChange extends Omit<Hour, 'hour'> {
  readonly platform: string
  /** In milliseconds since 1970. */
  readonly hour: number
}

const HOURS = rows<HourChange>({
  platform: ['text', ({ platform }) => platform],
  hour: ['timestamptz', ({ hour }) => new Date(hour)],
  received: ['int', ({ received }) => received],
  unreadable: ['int', ({ unreadable }) => unreadable],
  refused: ['int', ({ refused }) => refused],
})

/** Adds changes to the stored health. */
export async function saveChanges(db: Database, changes: readonly Change[]): Promise<void> {
  // Always in the same order, so that two processes never wait for each other.
  const sorted = changes.toSorted((a, b) => (a.platform < b.platform ? -1 : 1))
  await eachOrg(db, sorted, saveOfOrg)
}

async function saveOfOrg(session: Session, orgId: number, changes: readonly Change[]): Promise<void> {
  await session.query({
    name: 'health-save',
    text: `insert into platform_health as known (org_id, ${CHANGES.columns}) select $1, * from ${CHANGES.sql}
           on conflict (org_id, platform) do update set
             first_received_at = least(known.first_received_at, excluded.first_received_at),
             last_received_at = greatest(known.last_received_at, excluded.last_received_at),
             last_counted_at = greatest(known.last_counted_at, excluded.last_counted_at),
             failures = case when excluded.was_understood then excluded.failures else known.failures + excluded.failures end,
             last_failure = case when excluded.was_understood then excluded.last_failure else coalesce(excluded.last_failure, known.last_failure) end,
             was_understood = known.was_understood or excluded.was_understood`,
    values: [orgId, ...CHANGES.values(changes)],
  })
  const received = changes.flatMap(({ platform, hours }) =>
    [...hours].toSorted(([a], [b]) => a - b).map(([hour, sums]) => ({ platform, hour, ...sums })),
  )
  await session.query({
    name: 'health-save-hours',
    text: `insert into platform_hours as known (org_id, ${HOURS.columns}) select $1, * from ${HOURS.sql}
           on conflict (org_id, platform, hour) do update set
             received = known.received + excluded.received,
             unreadable = known.unreadable + excluded.unreadable,
             refused = known.refused + excluded.refused`,
    values: [orgId, ...HOURS.values(received)],
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
