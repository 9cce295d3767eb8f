import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { DeliveryTry } from '../../runtime/db/outgoing-rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { Channel, Message } from './transport.ts'

/** What one organisation sends through one transport. One process at a time is at it. */
export interface Lane {
  readonly orgId: number
  readonly transport: TransportSlug
  /** Calls that have failed one after the other. */
  readonly failures: number
  /** Until when it is ours, unless that is put off. Nobody else's claim ends at the same moment. */
  readonly until: Date
}

/** A message that is due. */
export interface DueMessage extends Message {
  readonly id: string
  readonly orgId: number
  readonly channel: Channel
  readonly templateId: string
  readonly decisionId: string
  readonly createdAt: Date
  /** When it was last called for. */
  readonly startedAt: Date | null
  readonly attempts: number
}

/** What became of a message. */
export interface Conclusion {
  readonly id: string
  readonly orgId: number
  /** Of the call that this is about: what a later one has come to is not overwritten. */
  readonly startedAt: Date | null
  readonly state: 'sent' | 'queued' | 'unknown' | 'dead'
  readonly attempts: number
  readonly dueAt: Date
  readonly endedAt: Date
  readonly status: number | null
  readonly reason: string | null
  readonly messageId: string | null
}

/** Takes the lanes that are free and have something to do. They are free again at `until` if this process dies. */
export const claimLanes = (session: Session, now: Date, until: Date): Promise<readonly Lane[]> =>
  session.query({
    name: 'deliver-claim',
    text: `update delivery_lanes l set free_at = $2 where l.free_at <= $1 and (
             exists (select from deliveries d where d.org_id = l.org_id and d.transport = l.transport and d.state in ('queued', 'sending') and d.due_at <= $1)
             or exists (select from deliveries d where d.org_id = l.org_id and d.transport = l.transport and not d.is_told))
           returning org_id as "orgId", transport, failures, free_at as until`,
    values: [now, until],
  })

/**
 * What is still being sent although nobody has the lane was in the hands of a process that died, or stands
 * still: it may have been sent, and nobody knows. Should that process come back, it says how it ended.
 */
export async function abandon(session: Session, { orgId, transport }: Lane, now: Date): Promise<void> {
  await session.query({
    name: 'deliver-abandon',
    text: `update deliveries set state = 'unknown', finished_at = $3, reason = $4,
             tries = tries || jsonb_build_object('started_at', $5::text, 'ended_at', $6::text, 'state', 'unknown', 'status', null, 'reason', $4::text)
           where org_id = $1 and transport = $2 and state = 'sending'`,
    values: [orgId, transport, now, ABANDONED, null, now.toISOString()],
  })
}

const ABANDONED =
  'The process that was sending it ended in the middle, so it may have been sent. Look for it at the vendor before you send it again.'

export const loadDue = (
  session: Session,
  { orgId, transport }: Lane,
  now: Date,
  countMax: number,
): Promise<readonly Omit<DueMessage, 'orgId' | 'recipient'>[]> =>
  session.query({
    name: 'deliver-due',
    text: `select id, request_id as "requestId", template_id as "templateId", variant_id as "copyId", decision_id as "decisionId",
             channel, vars, created_at as "createdAt", started_at as "startedAt", attempts,
             jsonb_build_object('userId', user_id, 'email', email, 'phone', phone) as recipient
           from deliveries where org_id = $1 and transport = $2 and state = 'queued' and due_at <= $3
           order by due_at, id limit $4`,
    values: [orgId, transport, now, countMax],
  })

export interface Start {
  readonly id: string
  readonly orgId: number
  readonly startedAt: Date
}

/**
 * Notes that messages are about to be sent, before they are: each by whoever gets to it first.
 * @returns whether each of them is ours to send
 */
export async function markStarted(session: Session, starts: readonly Start[]): Promise<readonly boolean[]> {
  const rows = await session.query<{ id: string }>({
    name: 'deliver-start',
    text: `update deliveries d set state = 'sending', started_at = given.started_at
           from unnest($1::int[], $2::uuid[], $3::timestamptz[]) as given (org_id, id, started_at)
           where d.org_id = given.org_id and d.id = given.id and d.state = 'queued' returning d.id`,
    values: [
      arrayLiteral(starts.map(({ orgId }) => orgId)),
      arrayLiteral(starts.map(({ id }) => id)),
      arrayLiteral(starts.map(({ startedAt }) => startedAt.toISOString())),
    ],
  })
  const ours = new Set(rows.map(({ id }) => id))
  return starts.map(({ id }) => ours.has(id))
}

/**
 * Writes what became of messages, of all at once.
 * @returns the ids of those that are done, whose people have not been erased meanwhile
 */
export async function conclude(
  session: Session,
  conclusions: readonly Conclusion[],
): Promise<ReadonlySet<string>> {
  const column = (read: (conclusion: Conclusion) => string | number | null) =>
    arrayLiteral(conclusions.map(read))
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
           from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[], $5::int[], $6::timestamptz[], $7::timestamptz[], $8::int[], $9::text[], $10::text[], $11::jsonb[])
             as given (org_id, id, started_at, state, attempts, due_at, ended_at, status, reason, message_id, try)
           where d.org_id = given.org_id and d.id = given.id and d.started_at is not distinct from given.started_at
             and d.state in ('queued', 'sending', 'unknown')
           returning case when d.state in ('sent', 'dead') and d.request_id is not null then d.id end as id`,
    values: [
      column(({ orgId }) => orgId),
      column(({ id }) => id),
      column(({ startedAt }) => startedAt?.toISOString() ?? null),
      column(({ state }) => state),
      column(({ attempts }) => attempts),
      column(({ dueAt }) => dueAt.toISOString()),
      column(({ endedAt }) => endedAt.toISOString()),
      column(({ status }) => status),
      column(({ reason }) => reason),
      column(({ messageId }) => messageId),
      column(conclusion => JSON.stringify(toTry(conclusion))),
    ],
  })
  return new Set(done.map(({ id }) => id).filter(id => id !== null))
}

const toTry = ({ startedAt, endedAt, state, status, reason }: Conclusion): DeliveryTry => ({
  started_at: startedAt?.toISOString() ?? null,
  ended_at: endedAt.toISOString(),
  state,
  status,
  reason,
})

/**
 * Lets go of a lane at another moment, also to keep it for longer.
 * @returns whether it was still ours: who stood still for too long has lost it
 */
export async function holdLane(
  session: Session,
  { orgId, transport, failures, until }: Lane,
  freeAt: Date,
): Promise<boolean> {
  const rows = await session.query({
    name: 'deliver-hold',
    text: 'update delivery_lanes set free_at = $3, failures = $4 where org_id = $1 and transport = $2 and free_at = $5 returning 1',
    values: [orgId, transport, freeAt, failures, until],
  })
  return rows.length > 0
}
