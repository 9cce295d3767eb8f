import { PLATFORMS } from '../../core/platforms/index.ts'
import type { ProfileChoice } from '../../core/platforms/platform.ts'
import { createBatcher } from '../../lib/batcher.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { createId } from '../../lib/id.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { writingPlatforms } from './write-back-setting.ts'

/** A choice that is about to be stored as a decision. */
export interface Announced extends Omit<ProfileChoice, 'templateId'> {
  readonly decisionId: string
  readonly decidedAt: Date
}

export interface ProfileQueue {
  /**
   * Stores, ahead of a decision, what will have to be written to profiles if it comes to be.
   * @returns when that is on disk; undefined when the template writes to no profiles
   */
  prepare(org: Org, template: Template, choice: Announced): Promise<void> | undefined
  drain(): Promise<void>
}

interface Intent extends Announced {
  readonly id: string
  readonly orgId: number
  readonly platform: string
  readonly templateId: string
  readonly userKey: string
}

const BATCH_MAX = 512

/**
 * The queue is written before the decision, in a commit of its own: whatever happens in between, no decision
 * is without its write. A write whose decision never came to be (a repeated request, a failure) is void.
 */
export function openProfileQueue(db: Database): ProfileQueue {
  const batcher = createBatcher<Intent, void>(async intents => {
    await append(db, intents)
    return intents.map(() => undefined)
  }, BATCH_MAX)
  return {
    prepare(org, template, choice) {
      const platforms = writingPlatforms(template, PLATFORMS)
      const userKey = choice.userId ?? choice.email
      if (platforms.length === 0 || userKey === null) return undefined
      const intents = platforms.map(({ slug }) => ({
        ...choice,
        id: createId(choice.decidedAt.getTime()),
        orgId: org.id,
        platform: slug,
        templateId: template.id,
        userKey,
      }))
      return Promise.all(intents.map(intent => batcher.add(intent))).then(() => {})
    },
    drain: batcher.drain,
  }
}

const INTENTS = rows<Intent>(
  {
    org_id: ['int', ({ orgId }) => orgId],
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
  },
  { first: 1 },
)

async function append(session: Session, intents: readonly Intent[]): Promise<void> {
  await session.query({
    name: 'profiles-append',
    text: `insert into profile_writes (${INTENTS.columns}, state, due_at) select given.*, 'intended', created_at from ${INTENTS.sql}`,
    values: INTENTS.values(intents),
  })
}

// Far longer than a decision takes to be stored or given up.
const VOID_AFTER_MS = MINUTE_MS

/** Lets those be written whose decisions have come to be, and forgets the others. */
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
