import { eachOrg } from '../db/by-org/each-org.ts'
import { rows } from '../db/rows.ts'
import type { Database } from '../db/session.ts'
import type { KeyUse, SlugUse, Uses } from './key-uses.ts'

const KEYS = rows<KeyUse>({
  id: ['text', ({ keyId }) => keyId],
  at: ['timestamptz', ({ at }) => new Date(at)],
  ip_prefix: ['text', ({ ipPrefix }) => ipPrefix],
})

const SLUGS = rows<SlugUse>(
  {
    slug: ['text', ({ slug }) => slug],
    caller: ['text', ({ caller }) => caller],
    at: ['timestamptz', ({ at }) => new Date(at)],
  },
  { first: 1 },
)

/** Stores the last use of keys, and the callers of former slugs. */
export async function saveUses(db: Database, { keys, slugs }: Uses): Promise<void> {
  // Always in the same order, so that two processes never wait for each other.
  const sorted = keys.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))
  await eachOrg(db, sorted, (session, orgId, own) =>
    session.query({
      name: 'key-uses',
      text: `update api_keys k set last_used_at = given.at, last_used_ip_prefix = given.ip_prefix
             from ${KEYS.sql} where (k.org_id, k.id) = ($1, given.id) and given.at > coalesce(k.last_used_at, '-infinity')`,
      values: [orgId, ...KEYS.values(own)],
    }),
  )
  if (slugs.length > 0)
    await db.query({
      name: 'slug-uses',
      text: `update former_slugs f set callers = f.callers || g.callers
             from (select slug, jsonb_object_agg(caller, at) as callers from ${SLUGS.sql} group by slug) g where f.slug = g.slug`,
      values: SLUGS.values(slugs),
    })
}
