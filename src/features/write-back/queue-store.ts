import type { ProfileChoice } from '../../core/platforms/platform.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'

/** A choice that is about to be stored as a decision. */
export interface ChosenCopy extends Omit<ProfileChoice, 'templateId'> {
  readonly decisionId: string
  readonly decidedAt: Date
}

/** A write of a choice to a profile at one platform. */
export interface Intent extends ChosenCopy {
  readonly id: string
  readonly orgId: number
  readonly platform: string
  readonly templateId: string
  readonly userKey: string
}

const INTENTS = rows<Intent>({
  id: ['uuid', ({ id }) => id],
  created_at: ['timestamptz', ({ decidedAt }) => decidedAt],
  platform: ['text', ({ platform }) => platform],
  template_id: ['text', ({ templateId }) => templateId],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  variant_id: ['uuid', ({ copyId }) => copyId],
  user_id: ['text', ({ userId }) => userId],
  email: ['text', ({ email }) => email],
  user_key: ['text', ({ userKey }) => userKey],
  tracking_id: ['text', ({ trackingId }) => trackingId],
  vars: ['jsonb', ({ vars }) => JSON.stringify(vars)],
})

/** Stores writes whose decisions are not stored yet. */
export async function append(db: Database, intents: readonly Intent[]): Promise<void> {
  await eachOrg(db, intents, (session, orgId, own) =>
    session.query({
      name: 'profiles-append',
      text: `insert into profile_writes (org_id, ${INTENTS.columns}, state, due_at)
             select $1, given.*, 'intended', created_at from ${INTENTS.sql}`,
      values: [orgId, ...INTENTS.values(own)],
    }),
  )
}

// Far longer than storing or abandoning a decision takes.
const VOID_AFTER_MS = MINUTE_MS

/** Releases the writes of stored decisions, and deletes void writes. */
export async function settleIntents(db: Database, now: Date): Promise<void> {
  const intended = await db.query<{ orgId: number }>({
    name: 'profiles-intended',
    text: `select distinct org_id as "orgId" from profile_writes where state = 'intended'`,
    values: [],
  })
  for (const { orgId } of intended) await settleOfOrg(db, orgId, now)
}

async function settleOfOrg(session: Session, orgId: number, now: Date): Promise<void> {
  await session.query({
    name: 'profiles-settle',
    text: `with settled as (
             update profile_writes w set state = 'waiting' from decisions d
             where w.org_id = $1 and w.state = 'intended' and (d.org_id, d.id, d.decided_at) = ($1, w.decision_id, w.created_at) and d.counted
             returning w.platform)
           insert into profile_lanes (org_id, platform, free_at) select distinct $1::int, platform, $2::timestamptz from settled
           order by platform on conflict do nothing`,
    values: [orgId, now],
  })
  await session.query({
    name: 'profiles-void',
    text: `delete from profile_writes w where w.org_id = $1 and state = 'intended' and created_at < $2 and not exists (
             select from decisions d where (d.org_id, d.id, d.decided_at) = ($1, w.decision_id, w.created_at) and d.counted)`,
    values: [orgId, new Date(now.getTime() - VOID_AFTER_MS)],
  })
}
