import type { ProfileChoice } from '../../core/platforms/platform.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Session } from '../../runtime/db/session.ts'

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

/** Stores writes whose decisions are not stored yet. */
export async function append(session: Session, intents: readonly Intent[]): Promise<void> {
  const column = (name: 'id' | 'orgId' | 'platform' | 'templateId' | 'decisionId' | 'copyId') =>
    arrayLiteral(intents.map(intent => intent[name]))
  const people = (name: 'userId' | 'email' | 'userKey' | 'trackingId') =>
    arrayLiteral(intents.map(intent => intent[name]))
  await session.query({
    name: 'profiles-append',
    text: `insert into profile_writes (org_id, id, created_at, platform, template_id, decision_id, variant_id,
             user_id, email, user_key, tracking_id, vars, state, due_at)
           select *, 'intended', created_at from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::uuid[],
             $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
             as given (org_id, id, created_at, platform, template_id, decision_id, variant_id, user_id, email, user_key, tracking_id, vars)`,
    values: [
      column('orgId'),
      column('id'),
      arrayLiteral(intents.map(({ decidedAt }) => decidedAt.toISOString())),
      column('platform'),
      column('templateId'),
      column('decisionId'),
      column('copyId'),
      people('userId'),
      people('email'),
      people('userKey'),
      people('trackingId'),
      arrayLiteral(intents.map(({ vars }) => JSON.stringify(vars))),
    ],
  })
}

// Far longer than storing or abandoning a decision takes.
const VOID_AFTER_MS = MINUTE_MS

/** Releases the writes of stored decisions, and deletes void writes. */
export async function settleIntents(session: Session, now: Date): Promise<void> {
  await session.query({
    name: 'profiles-settle',
    text: `with settled as (
             update profile_writes w set state = 'waiting' from decisions d
             where w.state = 'intended' and (d.org_id, d.id, d.decided_at) = (w.org_id, w.decision_id, w.created_at) and d.counted
             returning w.org_id, w.platform)
           insert into profile_lanes (org_id, platform, free_at) select distinct org_id, platform, $1::timestamptz from settled
           order by org_id, platform on conflict do nothing`,
    values: [now],
  })
  await session.query({
    name: 'profiles-void',
    text: `delete from profile_writes w where state = 'intended' and created_at < $1 and not exists (
             select from decisions d where (d.org_id, d.id, d.decided_at) = (w.org_id, w.decision_id, w.created_at) and d.counted)`,
    values: [new Date(now.getTime() - VOID_AFTER_MS)],
  })
}
