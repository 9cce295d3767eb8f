import { hasRow } from '../../runtime/db/by-org/has-row.ts'
import type { Session, Statement } from '../../runtime/db/session.ts'
import { setLocal } from '../../runtime/db/settings.ts'
import { attemptRows } from '../../runtime/outbox/attempt-rows.ts'
import type { LaneTable, Lease } from '../../runtime/outbox/lane.ts'
import type { Attempts, OutboxItem } from '../../runtime/outbox/queue.ts'
import type { Endpoint, Exchange } from './attempt.ts'
import type { EndpointHealth } from './endpoint-health.ts'

/** A webhook with something due. */
export interface DueWebhook extends Lease, Endpoint, EndpointHealth {
  readonly name: string
  /**
   * The last change of the settings. A person's change in the meantime overrides the stored health of the endpoint.
   */
  readonly updatedAt: Date
}

export interface DueDelivery extends OutboxItem {
  readonly payload: string
}

// Statements that read deliveries have no name: PostgreSQL then plans them each time, for the present contents of
// the table.

/** One webhook. Pauses are in `open_until`, which people may end. */
export const LANES: LaneTable = {
  table: 'feedback_webhooks',
  key: 'id',
  freeAt: 'leased_until',
  breaker: 'queue',
  due: org =>
    `l.status = 'active' and l.open_until <= $1 and ${hasRow(
      `feedback_deliveries d where d.org_id = ${org} and d.webhook_id = l.id and d.state = 'waiting' and d.due_at <= $1`,
      'd.due_at, d.seq',
    )}`,
  columns: `name, url, authentication, headers, secret, previous_secret as "previousSecret", previous_until as "previousUntil",
            updated_at as "updatedAt", open_until as "openUntil", failing_since as "failingSince", warned_at as "warnedAt",
            last_success_at as "lastSuccessAt", status, status_reason as "statusReason"`,
}

type Webhook = Pick<Lease, 'orgId' | 'lane'>

/**
 * Due deliveries, the longest due first. Only the oldest waiting delivery of each request is included, so that the
 * outcomes of a message are reported in order. Empty if the webhook was paused meanwhile.
 */
export const loadDue = (session: Session, webhook: Webhook, now: Date, countMax: number) =>
  session.query<DueDelivery>(dueStatement(webhook, now, countMax))

/** For tests: the statement of `loadDue`. */
export const dueStatement = ({ orgId, lane }: Webhook, now: Date, countMax: number): Statement => ({
  // Each condition is a look-up in an index that has the order: a join would read all waiting rows, or more.
  text: `select d.id, d.payload, d.attempts, d.first_tried_at as "triedSince"
         from feedback_deliveries d
         where d.org_id = $1 and d.webhook_id = $2 and d.state = 'waiting' and d.due_at <= $3
           and (select w.status from feedback_webhooks w where w.org_id = $1 and w.id = $2) = 'active'
           and d.seq = (select earliest.seq from feedback_deliveries earliest where earliest.org_id = $1 and earliest.webhook_id = $2
             and earliest.request_id = d.request_id and earliest.state = 'waiting' order by earliest.seq limit 1)
         order by d.due_at, d.seq limit $4`,
  values: [orgId, lane, now, countMax],
})

// Without statistics the planner expects few deliveries, and would read all rows of an organisation to change some.
const LOOK_UP_ONE_BY_ONE = { enable_hashjoin: 'off', enable_mergejoin: 'off', enable_seqscan: 'off' }

const STATES = { done: 'delivered', retry: 'waiting', dead: 'failed', unknown: 'waiting' } as const

const ATTEMPTS = attemptRows<DueDelivery, Exchange>(STATES, {
  at: ['timestamptz', ({ startedAt }) => startedAt],
  took_ms: ['int', ({ detail }) => detail?.tookMs],
  request: ['jsonb', ({ detail }) => detail && JSON.stringify(detail.request)],
  response: ['jsonb', ({ detail }) => (detail?.response ? JSON.stringify(detail.response) : null)],
})

/** Stores attempts to deliver. */
export async function saveAttempts(
  session: Session,
  { orgId, url }: DueWebhook,
  attempts: Attempts<DueDelivery, Exchange>,
): Promise<void> {
  const request = { method: 'POST', url, headers: {} } as const
  // An attempt that failed unexpectedly has no exchange.
  const complete = attempts.map(attempt => ({
    ...attempt,
    detail: attempt.detail ?? { at: attempt.startedAt, tookMs: 0, request, response: null },
  }))
  await setLocal(session, LOOK_UP_ONE_BY_ONE)
  // A person may have been erased meanwhile, together with their deliveries.
  await session.query({
    text: `with saved as (
             update feedback_deliveries d set state = given.state, attempts = d.attempts + 1, due_at = given.due_at, status = given.status,
               reason = given.reason, first_tried_at = coalesce(d.first_tried_at, given.at),
               finished_at = case when given.state = 'waiting' then null else given.ended_at end
             from ${ATTEMPTS.sql} where d.org_id = $1 and d.id = given.id and d.state = 'waiting'
             returning d.id as delivery_id, given.at, given.took_ms, given.request, given.response, given.reason)
           insert into feedback_attempts (org_id, delivery_id, at, took_ms, request, response, reason) select $1, saved.* from saved`,
    values: [orgId, ...ATTEMPTS.values(complete)],
  })
}

/** Stores the health of an endpoint, unless a person has changed its settings. */
export async function saveHealth(
  session: Session,
  webhook: DueWebhook,
  health: EndpointHealth,
  now: Date,
): Promise<void> {
  await session.query({
    name: 'feedback-health',
    text: `update feedback_webhooks set failures = $4, open_until = $5, failing_since = $6, warned_at = $7, last_success_at = $8,
             status = $9, status_reason = $10,
             off_since = case when $9 = 'active' then null when status = $9 then off_since else $11 end
           where org_id = $1 and id = $2 and updated_at = $3`,
    values: [
      ...[webhook.orgId, webhook.lane, webhook.updatedAt, health.failures, health.openUntil],
      ...[
        health.failingSince,
        health.warnedAt,
        health.lastSuccessAt,
        health.status,
        health.statusReason,
        now,
      ],
    ],
  })
}
