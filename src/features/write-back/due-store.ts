import { hasRow } from '../../runtime/db/by-org/has-row.ts'
import type { Session } from '../../runtime/db/session.ts'
import { attemptRows } from '../../runtime/outbox/attempt-rows.ts'
import type { LaneTable, Lease } from '../../runtime/outbox/lane.ts'
import type { Attempts, OutboxItem } from '../../runtime/outbox/queue.ts'

/** The writes of one organisation to one platform. */
export const LANES: LaneTable = {
  table: 'profile_lanes',
  key: 'platform',
  freeAt: 'free_at',
  breaker: 'lane',
  due: org =>
    hasRow(
      `profile_writes w where w.org_id = ${org} and w.platform = l.platform and w.state = 'waiting' and w.due_at <= $1`,
      'w.due_at, w.id',
    ),
}

/** A write that is due. */
export interface DueWrite extends OutboxItem {
  readonly templateId: string
  readonly copyId: string
  readonly userId: string | null
  readonly email: string | null
  readonly trackingId: string
  readonly vars: Readonly<Record<string, string>>
}

/**
 * The writes that have been due longest. An older write must not undo a newer one of the same person and template,
 * so a write with a later choice is taken out.
 */
export async function loadDueWrites(session: Session, { orgId, lane }: Lease, now: Date, countMax: number) {
  await session.query({
    name: 'profiles-supersede',
    text: `update profile_writes w set state = 'superseded', finished_at = $3, vars = '{}', reason = 'A later choice for the same person took its place.'
           where w.org_id = $1 and w.platform = $2 and w.state = 'waiting' and w.due_at <= $3 and exists (
             select from profile_writes newer where newer.org_id = $1 and newer.user_key = w.user_key and newer.id > w.id
               and newer.platform = w.platform and newer.template_id = w.template_id and newer.state in ('waiting', 'sent'))`,
    values: [orgId, lane, now],
  })
  return session.query<DueWrite>({
    name: 'profiles-due',
    text: `select id, template_id as "templateId", variant_id as "copyId", user_id as "userId", email, tracking_id as "trackingId", vars,
             attempts, null as "triedSince"
           from profile_writes where org_id = $1 and platform = $2 and state = 'waiting' and due_at <= $3
           order by due_at, id limit $4`,
    values: [orgId, lane, now, countMax],
  })
}

const STATES = { done: 'sent', retry: 'waiting', dead: 'dead', unknown: 'dead' } as const

const ATTEMPTS = attemptRows<DueWrite, never>(STATES)

/** Stores the attempts of profile writes that still wait. */
export async function saveWrites(session: Session, orgId: number, attempts: Attempts<DueWrite>) {
  await session.query({
    name: 'profiles-outcomes',
    text: `update profile_writes w set state = given.state, attempts = given.attempts, due_at = given.due_at, status = given.status,
             reason = given.reason, finished_at = case when given.state = 'waiting' then null else given.ended_at end,
             vars = case when given.state = 'sent' then '{}' else w.vars end
           from ${ATTEMPTS.sql} where w.org_id = $1 and w.id = given.id and w.state = 'waiting'`,
    values: [orgId, ...ATTEMPTS.values(attempts)],
  })
}
