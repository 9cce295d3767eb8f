import type { Database } from '../../src/runtime/db/session.ts'

/** A statement must end before its time is over. */
const CHUNK = 50_000

const ID = `(substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id`

/**
 * Fills the lists of messages that Parley sends itself and of profile writes with that many rows each, all done, over the
 * last 60 days.
 */
export async function seedLists(db: Database, orgId: number, count: number, until: Date): Promise<void> {
  for (let from = 0; from < count; from += CHUNK) {
    const rows = `(select i, at, ${ID} from (
      select i, at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as hex from (
        select i, $2::timestamptz - interval '60 days' * (1 - i / $3::float8) as at from generate_series($4::int, $5::int - 1) i) timed
      ) named) seeded`
    const values = [orgId, until, count, from, Math.min(count, from + CHUNK)]
    await db.query({
      text: `insert into deliveries (org_id, request_hash, request_id, id, created_at, template_id, transport, channel, decision_id,
               variant_id, user_id, email, vars, state, attempts, due_at, finished_at, status, reason)
             select $1, md5(i::text), 'request-' || i, id, at, 'template-1', 'smtp', 'email', id, id, 'user-' || i % 100000,
               'user-' || i % 100000 || '@example.com', '{"subject":"Today, Kim"}', case when i % 100 = 0 then 'dead' else 'sent' end,
               1, at, at, 250, case when i % 100 = 0 then 'mailbox full' end from ${rows}`,
      values,
    })
    await db.query({
      text: `insert into profile_writes (org_id, id, created_at, platform, template_id, decision_id, variant_id, user_id, user_key,
               tracking_id, vars, state, attempts, due_at, finished_at, status)
             select $1, id, at, 'braze', 'template-1', id, id, 'user-' || i % 100000, 'user-' || i % 100000, 'bench-' || i, '{}',
               case when i % 100 = 0 then 'dead' else 'sent' end, 1, at, at, 201 from ${rows}`,
      values,
    })
  }
  for (const table of ['deliveries', 'profile_writes']) await db.query({ text: `analyze ${table}` })
}

/** Lists by filters that nothing matches, and by some that much matches. */
export const LISTS = [
  'events',
  'events?type=click',
  'events?type=complaint',
  'events?platform=cio',
  'events?outcome=unmatched',
  'events?template=template-0',
  'events?message_id=nothing',
  'events?tracking_id=nothing',
  'events?user=nobody',
  'events?user=user-7&type=complaint',
  'deliveries',
  'deliveries?transport=ajo',
  'deliveries?template=template-0',
  'deliveries?reason=nothing',
  'deliveries?state=dead&reason=nothing',
  'deliveries?user=nobody',
  'profile-writes',
  'profile-writes?platform=iterable',
  'profile-writes?template=template-0',
  'profile-writes?state=superseded',
  'profile-writes?state=waiting&platform=braze',
  'profile-writes?state=dead&platform=iterable',
  'profile-writes?user=nobody',
] as const
