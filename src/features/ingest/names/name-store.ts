import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { NameChange } from './names.ts'

/** Stores event names with their counts and the times of their first and last request. */
export async function saveNames(
  session: Session,
  orgId: number,
  changes: readonly NameChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'ingest-names',
    text: `insert into event_names as known (org_id, ${NAMES.columns}) select $1, * from ${NAMES.sql}
           on conflict (org_id, platform, native_event, name) do update set
             read_as = case when excluded.count < 0 then known.read_as else excluded.read_as end,
             count = greatest(known.count + excluded.count, 0),
             first_seen = least(known.first_seen, excluded.first_seen),
             last_seen = greatest(known.last_seen, excluded.last_seen),
             request_id = case when excluded.last_seen >= known.last_seen then excluded.request_id else known.request_id end`,
    values: [orgId, ...NAMES.values(changes)],
  })
}

const NAMES = rows<NameChange>({
  platform: ['text', ({ platform }) => platform],
  native_event: ['text', ({ nativeEvent }) => nativeEvent],
  name: ['text', ({ name }) => name],
  read_as: ['text', ({ readAs }) => readAs],
  count: ['bigint', ({ change }) => change],
  first_seen: ['timestamptz', ({ firstAt }) => firstAt],
  last_seen: ['timestamptz', ({ lastAt }) => lastAt],
  request_id: ['uuid', ({ requestId }) => requestId],
})
