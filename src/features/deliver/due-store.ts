import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { hasRow } from '../../runtime/db/by-org/has-row.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import type { DeliveryTry } from '../../runtime/db/table-rows/outgoing-rows.ts'
import { attemptRows } from '../../runtime/outbox/attempt-rows.ts'
import type { LaneTable, Lease } from '../../runtime/outbox/lane.ts'
import type { Attempt, Attempts, OutboxItem } from '../../runtime/outbox/queue.ts'
import type { Message } from './transport.ts'

/** The messages of one organisation through one transport. */
export const LANES: LaneTable = {
  table: 'delivery_lanes',
  key: 'transport',
  freeAt: 'free_at',
  breaker: 'lane',
  due: org => `${hasRow(
    `deliveries d where d.org_id = ${org} and d.transport = l.transport and d.state in ('queued', 'sending') and d.due_at <= $1`,
    'd.due_at, d.id',
  )}
        or exists (select from deliveries d where d.org_id = ${org} and d.transport = l.transport and not d.is_told)`,
}

/** A message that is due. */
export interface DueMessage extends OutboxItem, Message {
  readonly templateId: string
  /** The time of its last call. */
  readonly startedAt: Date | null
}

/** A call that was made. */
export interface Sending {
  /** The result of a later call is not overwritten. */
  readonly startedAt: Date
  readonly messageId: string | null
}

/**
 * A message that is being sent while nobody holds its lane was sent by a process that died or stopped. The message
 * may have been sent; the outcome is unknown. If that process continues, it stores the outcome.
 */
export async function abandon(session: Session, { orgId, lane }: Lease, now: Date): Promise<void> {
  const attempt = { started_at: null, ended_at: now, state: 'unknown', status: null, reason: ABANDONED }
  await session.query({
    name: 'deliver-abandon',
    text: `update deliveries set state = 'unknown', finished_at = $3, reason = $4,
             tries = tries || $5::jsonb
           where org_id = $1 and transport = $2 and state = 'sending'`,
    values: [orgId, lane, now, ABANDONED, JSON.stringify(attempt)],
  })
}

const ABANDONED =
  'The process that was sending it ended in the middle, so it may have been sent. Look for it at the vendor before you send it again.'

export const loadDue = (session: Session, { orgId, lane }: Lease, now: Date, countMax: number) =>
  session.query<DueMessage>({
    name: 'deliver-due',
    text: `select id, request_id as "requestId", template_id as "templateId", variant_id as "copyId", channel, vars,
             created_at as "triedSince", started_at as "startedAt", attempts,
             jsonb_build_object('userId', user_id, 'email', email, 'phone', phone) as recipient
           from deliveries where org_id = $1 and transport = $2 and state = 'queued' and due_at <= $3
           order by due_at, id limit $4`,
    values: [orgId, lane, now, countMax],
  })

export interface Start {
  readonly id: string
  readonly orgId: number
  readonly startedAt: Date
}

const STARTS = rows<Start>({
  id: ['uuid', ({ id }) => id],
  started_at: ['timestamptz', ({ startedAt }) => startedAt],
})

/**
 * Marks messages as being sent, before the calls. Only one process can mark a message.
 * @returns for each message whether this process marked it
 */
export async function markStarted(db: Database, starts: readonly Start[]): Promise<readonly boolean[]> {
  const started = await eachOrg(db, starts, (session, orgId, own) =>
    session.query<{ id: string }>({
      name: 'deliver-start',
      text: `update deliveries d set state = 'sending', started_at = given.started_at
             from ${STARTS.sql} where d.org_id = $1 and d.id = given.id and d.state = 'queued' returning d.id`,
      values: [orgId, ...STARTS.values(own)],
    }),
  )
  const ours = new Set(started.flat().map(({ id }) => id))
  return starts.map(({ id }) => ours.has(id))
}

/** The start of the attempt's call. An attempt without a call has the start of the last call before it. */
const startOf = ({ item, detail }: Attempt<DueMessage, Sending>): Date | null =>
  detail?.startedAt ?? item.startedAt

const STATES = { done: 'sent', retry: 'queued', dead: 'dead', unknown: 'unknown' } as const

const ATTEMPTS = attemptRows<DueMessage, Sending>(STATES, {
  started_at: ['timestamptz', startOf],
  message_id: ['text', ({ detail }) => detail?.messageId],
  try: ['jsonb', attempt => JSON.stringify(toTry(attempt))],
})

/**
 * Stores the attempts to send messages.
 * @returns the ids of the messages that are sent or dead, without those of people who were erased in the meantime
 */
export async function saveSendings(session: Session, orgId: number, attempts: Attempts<DueMessage, Sending>) {
  const done = await session.query<{ id: string }>({
    name: 'deliver-conclude',
    text: `update deliveries d set attempts = given.attempts, due_at = given.due_at, status = given.status,
             state = case when d.request_id is null and given.state = 'queued' then 'canceled' else given.state end,
             finished_at = case when given.state = 'queued' then null else given.ended_at end,
             -- Whoever was erased in the meantime stays so: vendors repeat addresses in their answers.
             reason = case when d.request_id is null then null else given.reason end,
             message_id = case when d.request_id is null then null else coalesce(given.message_id, d.message_id) end,
             tries = case when d.request_id is null then '[]' else d.tries || given.try end,
             is_told = given.state <> 'sent' or d.request_id is null
           from ${ATTEMPTS.sql}
           where d.org_id = $1 and d.id = given.id and d.started_at is not distinct from given.started_at
             and d.state in ('queued', 'sending', 'unknown')
           returning case when d.state in ('sent', 'dead') and d.request_id is not null then d.id end as id`,
    values: [orgId, ...ATTEMPTS.values(attempts)],
  })
  return done.map(({ id }) => id).filter(id => id !== null)
}

const toTry = (attempt: Attempt<DueMessage, Sending>): DeliveryTry => ({
  started_at: startOf(attempt)?.toISOString() ?? null,
  ended_at: attempt.endedAt.toISOString(),
  state: STATES[attempt.decision.state],
  status: attempt.status,
  reason: attempt.reason,
})
