import type { Session } from '../../runtime/db/session.ts'
import type { NameChange } from './names.ts'

/** Keeps which names were seen, how often, and when. */
export async function saveNames(
  session: Session,
  orgId: number,
  changes: readonly NameChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'ingest-names',
    text: `insert into event_names as known (org_id, platform, native_event, name, read_as, count, first_seen, last_seen, request_id)
           select $1, *
           from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::uuid[])
           on conflict (org_id, platform, native_event, name) do update set
             read_as = case when excluded.count < 0 then known.read_as else excluded.read_as end,
             count = greatest(known.count + excluded.count, 0),
             first_seen = least(known.first_seen, excluded.first_seen),
             last_seen = greatest(known.last_seen, excluded.last_seen),
             request_id = case when excluded.last_seen >= known.last_seen then excluded.request_id else known.request_id end`,
    values: [
      orgId,
      changes.map(each => each.platform),
      changes.map(each => each.nativeEvent),
      changes.map(each => each.name),
      changes.map(each => each.readAs),
      changes.map(each => each.change),
      changes.map(each => each.firstAt),
      changes.map(each => each.lastAt),
      changes.map(each => each.requestId),
    ],
  })
}
