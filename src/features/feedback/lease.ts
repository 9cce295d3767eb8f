import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Database, Session, Statement } from '../../runtime/db/session.ts'
import type { Endpoint, Exchange } from './attempt.ts'
import type { Judgement } from './retry-policy.ts'

/** A webhook with something due. One process at a time is at it. */
export interface Lane extends Endpoint {
  readonly orgId: number
  readonly id: string
  readonly name: string
  /** Of the settings: who changes them meanwhile has the last word about how the endpoint stands. */
  readonly updatedAt: Date
  readonly standing: Standing
}

/** How an endpoint stands. */
export interface Standing {
  readonly failures: number
  readonly openUntil: Date
  readonly failingSince: Date | null
  readonly warnedAt: Date | null
  readonly lastSuccessAt: Date | null
  readonly status: 'active' | 'paused' | 'disabled'
  readonly statusReason: string | null
}

export interface DueDelivery {
  readonly id: string
  readonly payload: string
  readonly attempts: number
  readonly firstTriedAt: Date | null
}

export interface Attempted {
  readonly delivery: DueDelivery
  readonly exchange: Exchange
  readonly judgement: Judgement
}

// No names on statements that read deliveries: a plan is made each time, for the table as it has become.

/** Takes the webhooks that are free and have something due. They are free again at `until` if this process dies. */
export async function claimLanes(session: Session, now: Date, until: Date): Promise<readonly Lane[]> {
  const rows = await session.query<Omit<Lane, 'standing'> & Standing>({
    text: `update feedback_webhooks w set leased_until = $2
           where w.status = 'active' and w.leased_until <= $1 and w.open_until <= $1 and (
             select d.due_at from feedback_deliveries d where d.org_id = w.org_id and d.webhook_id = w.id and d.state = 'waiting'
             order by d.due_at, d.seq limit 1) <= $1
           returning org_id as "orgId", id, name, url, authentication, headers, secret, previous_secret as "previousSecret",
             previous_until as "previousUntil", updated_at as "updatedAt", failures, open_until as "openUntil",
             failing_since as "failingSince", warned_at as "warnedAt", last_success_at as "lastSuccessAt",
             status, status_reason as "statusReason"`,
    values: [now, until],
  })
  return rows.map(row => {
    const { failures, openUntil, failingSince, warnedAt, lastSuccessAt, status, statusReason } = row
    return {
      ...row,
      standing: { failures, openUntil, failingSince, warnedAt, lastSuccessAt, status, statusReason },
    }
  })
}

/** Frees what a process that is gone for certain has left behind. */
export const freeLanes = (session: Session): Promise<readonly unknown[]> =>
  session.query({ text: "update feedback_webhooks set leased_until = 'epoch' where leased_until > 'epoch'" })

/**
 * What is due, longest first: of each request only the oldest that waits, so that what became of a
 * message is told in order. Nothing when the webhook was paused meanwhile.
 */
export const loadDue = (
  session: Session,
  lane: Pick<Lane, 'orgId' | 'id'>,
  now: Date,
  countMax: number,
): Promise<readonly DueDelivery[]> => session.query(dueStatement(lane, now, countMax))

/** For tests: what `loadDue` asks the database. */
export const dueStatement = (
  { orgId, id }: Pick<Lane, 'orgId' | 'id'>,
  now: Date,
  countMax: number,
): Statement => ({
  // Each condition is a look-up in an index that has the order: a join would read all that waits, or worse. The last
  // one leaves the organisation out, so that only one index comes into question.
  text: `select d.id, d.payload, d.attempts, d.first_tried_at as "firstTriedAt"
         from feedback_deliveries d
         where d.org_id = $1 and d.webhook_id = $2 and d.state = 'waiting' and d.due_at <= $3
           and (select w.status from feedback_webhooks w where w.org_id = $1 and w.id = $2) = 'active'
           and d.seq = (select earliest.seq from feedback_deliveries earliest where earliest.webhook_id = $2
             and earliest.request_id = d.request_id and earliest.state = 'waiting' order by earliest.seq limit 1)
         order by d.due_at, d.seq limit $4`,
  values: [orgId, id, now, countMax],
})

// Without statistics the planner takes deliveries for few, and would read all of an organisation's to change some.
const LOOK_UP_ONE_BY_ONE = {
  name: 'feedback-look-up',
  text: `select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)`,
}

/** Writes what came of some attempts, and how the endpoint stands, all or nothing. */
export async function saveAttempts(
  db: Database,
  lane: Lane,
  attempted: readonly Attempted[],
  standing: Standing,
  now: Date,
): Promise<void> {
  const { orgId } = lane
  const ids = arrayLiteral(attempted.map(({ delivery }) => delivery.id))
  const reasons = arrayLiteral(attempted.map(({ exchange }) => exchange.reason))
  await db.transaction(async session => {
    await session.query(LOOK_UP_ONE_BY_ONE)
    await session.query({
      text: `update feedback_deliveries d set state = given.state, attempts = d.attempts + 1, due_at = given.due_at, status = given.status,
               reason = given.reason, first_tried_at = coalesce(d.first_tried_at, given.at),
               finished_at = case when given.state = 'waiting' then null else $2::timestamptz end
             from unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::int[], $7::text[], $8::timestamptz[])
               as given (id, state, due_at, status, reason, at)
             where d.org_id = $1 and d.id = given.id`,
      values: [
        orgId,
        now,
        ids,
        arrayLiteral(attempted.map(({ judgement }) => judgement.state)),
        arrayLiteral(
          attempted.map(({ judgement }) => new Date(now.getTime() + judgement.waitMs).toISOString()),
        ),
        arrayLiteral(attempted.map(({ exchange }) => exchange.response?.status ?? null)),
        reasons,
        arrayLiteral(attempted.map(({ exchange }) => exchange.at.toISOString())),
      ],
    })
    await session.query({
      // A person may have been erased meanwhile, and their deliveries with them.
      text: `insert into feedback_attempts (org_id, delivery_id, at, took_ms, request, response, reason)
             select $1, given.* from unnest($2::uuid[], $3::timestamptz[], $4::int[], $5::jsonb[], $6::jsonb[], $7::text[])
               as given (delivery_id, at, took_ms, request, response, reason)
             where exists (select from feedback_deliveries d where d.org_id = $1 and d.id = given.delivery_id)`,
      values: [
        orgId,
        ids,
        arrayLiteral(attempted.map(({ exchange }) => exchange.at.toISOString())),
        arrayLiteral(attempted.map(({ exchange }) => exchange.tookMs)),
        arrayLiteral(attempted.map(({ exchange }) => JSON.stringify(exchange.request))),
        arrayLiteral(
          attempted.map(({ exchange }) =>
            exchange.response === null ? null : JSON.stringify(exchange.response),
          ),
        ),
        reasons,
      ],
    })
    await saveStanding(session, lane, standing)
  })
}

async function saveStanding(
  session: Session,
  { orgId, id, updatedAt }: Lane,
  standing: Standing,
): Promise<void> {
  const { failures, openUntil, failingSince, warnedAt, lastSuccessAt, status, statusReason } = standing
  await session.query({
    name: 'feedback-standing',
    text: `update feedback_webhooks set failures = $4, open_until = $5, failing_since = $6, warned_at = $7, last_success_at = $8,
             status = $9, status_reason = $10
           where org_id = $1 and id = $2 and updated_at = $3`,
    values: [
      orgId,
      id,
      updatedAt,
      failures,
      openUntil,
      failingSince,
      warnedAt,
      lastSuccessAt,
      status,
      statusReason,
    ],
  })
}

/** Lets others have the webhook. */
export async function leaveLane(session: Session, { orgId, id }: Lane): Promise<void> {
  await session.query({
    name: 'feedback-leave',
    text: "update feedback_webhooks set leased_until = 'epoch' where org_id = $1 and id = $2",
    values: [orgId, id],
  })
}
