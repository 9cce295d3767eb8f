import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { TallyChange } from './request-tally.ts'

const CHANGES = rows<TallyChange>({
  minute: ['timestamptz', ({ minute }) => minute],
  platform: ['text', ({ platform }) => platform],
  outcome: ['text', ({ outcome }) => outcome],
  reason: ['text', ({ reason }) => reason],
  standing: ['text', ({ standing }) => standing],
  count: ['int', ({ count }) => count],
})

/** Adds changes to the tallies. Minutes before the tallies began are left out. */
export async function saveTallies(
  session: Session,
  orgId: number,
  changes: readonly TallyChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'ingest-tallies',
    text: `insert into request_minutes as known (org_id, ${CHANGES.columns})
           select $1, * from ${CHANGES.sql}
           where minute >= coalesce((select value::timestamptz from instance_settings where key = 'requests_tallied_since'), '-infinity')
           order by minute, platform, outcome, reason, standing
           on conflict (org_id, minute, platform, outcome, reason, standing) do update set count = known.count + excluded.count`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}
