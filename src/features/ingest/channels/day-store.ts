import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { DayChange } from './day-changes.ts'

export async function saveDays(
  session: Session,
  orgId: number,
  changes: readonly DayChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'ingest-channel-days',
    text: `insert into channel_days as known (org_id, ${CHANGES.names.join(', ')}) select $1, type, name, day::date, platform, webhook, warehouse
           from ${CHANGES.sql} order by type, name, day, platform
           on conflict (org_id, type, name, day, platform) do update set
             webhook = known.webhook + excluded.webhook, warehouse = known.warehouse + excluded.warehouse`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}

const CHANGES = rows<DayChange>({
  type: ['text', ({ type }) => type],
  name: ['text', ({ name }) => name],
  day: ['text', ({ day }) => day],
  platform: ['text', ({ platform }) => platform],
  webhook: ['bigint', ({ webhook }) => webhook],
  warehouse: ['bigint', ({ warehouse }) => warehouse],
})

/**
 * Computes the sums of an organisation anew, from its stored events. The caller's transaction holds the organisation's
 * lock.
 */
export async function rebuildDays(session: Session, orgId: number): Promise<void> {
  await session.query({ text: 'delete from channel_days where org_id = $1', values: [orgId] })
  await session.query({
    text: `insert into channel_days (org_id, type, name, day, platform, webhook, warehouse)
           select org_id, type, case when type in ('conversion', 'custom', 'refund') then lower(coalesce(name, '')) else '' end,
             (coalesce(occurred_at, received_at) at time zone 'UTC')::date, platform,
             count(*) filter (where not is_exported), count(*) filter (where is_exported)
           from events where org_id = $1 and outcome <> 'unreadable' group by 1, 2, 3, 4, 5`,
    values: [orgId],
  })
}
