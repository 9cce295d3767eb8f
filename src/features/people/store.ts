import type { Session } from '../../runtime/db/session.ts'

// Every question about one person's rows. The tables belong to generate, ingest and attribution.

/**
 * Whose rows: those that bear one of the names ($2), and those that bear no name at all but belong
 * to them, such as an open that names only the message.
 */
const THEIRS = `
  with named as (
    select id, received_at, request_id, decision_id from events where org_id = $1 and user_key = any($2)
    union
    select id, received_at, request_id, decision_id from events where org_id = $1 and email = any($2)
  ), their_decisions as (
    select id, decided_at from decisions where org_id = $1 and user_key = any($2)
    union
    select id, decided_at from decisions where org_id = $1 and email = any($2)
    union
    select id, decided_at from decisions
    where org_id = $1 and user_key is null and id in (select decision_id from named)
  ), their_events as (
    select id, received_at, request_id from named
    union
    select id, received_at, request_id from events
    where org_id = $1 and user_key is null and decision_id in (select id from their_decisions)
  )`

export interface DecisionKey {
  readonly id: string
  readonly decidedAt: Date
}

/** A person's decisions, newest first. @param countMax null: all of them */
export function findDecisions(
  session: Session,
  orgId: number,
  names: readonly string[],
  countMax: number | null,
): Promise<readonly DecisionKey[]> {
  return session.query({
    name: 'person-decisions',
    text: `${THEIRS} select id, decided_at as "decidedAt" from their_decisions order by id desc limit $3`,
    values: [orgId, names, countMax],
  })
}

export interface EventKey {
  readonly id: string
  readonly receivedAt: Date
  readonly requestId: string
}

/** A person's events, newest first. @param countMax null: all of them */
export function findEvents(
  session: Session,
  orgId: number,
  names: readonly string[],
  countMax: number | null,
): Promise<readonly EventKey[]> {
  return session.query({
    name: 'person-events',
    text: `${THEIRS} select id, received_at as "receivedAt", request_id as "requestId" from their_events order by id desc limit $3`,
    values: [orgId, names, countMax],
  })
}

export interface DecisionRow {
  readonly id: string
  readonly decided_at: Date
  readonly template_id: string
  readonly variant_id: string | null
  readonly variant_name: string | null
  readonly arm: string
  readonly counted: boolean
  readonly reason: string
  readonly propensity: number
  readonly model_version: number
  readonly tracking_id: string | null
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly sent_at: Date | null
  readonly delivered: boolean
  readonly opened: boolean
  readonly machine_opened: boolean
  readonly clicked: boolean
  readonly machine_clicked: boolean
  readonly converted: boolean
  readonly unsubscribed: boolean
  readonly bounced: boolean
  readonly complained: boolean
  /** Minor units, by currency. */
  readonly revenue: Readonly<Record<string, { readonly amount: number }>>
}

const FACTS = [
  'delivered',
  'opened',
  'machine_opened',
  'clicked',
  'machine_clicked',
  'converted',
  'unsubscribed',
  'bounced',
  'complained',
]

/** Decisions with what is known of their messages, newest first. */
export function loadDecisions(
  session: Session,
  orgId: number,
  keys: readonly DecisionKey[],
): Promise<readonly DecisionRow[]> {
  return session.query({
    name: 'person-decision-rows',
    text: `select d.id, d.decided_at, d.template_id, d.variant_id, v.name as variant_name, d.arm, d.counted, d.reason, d.propensity,
             d.model_version, d.tracking_id, d.attrs, m.sent_at, coalesce(m.revenue, '{}') as revenue,
             ${FACTS.map(fact => `coalesce(m.${fact}, false) as ${fact}`).join(', ')}
           from decisions d join unnest($2::uuid[], $3::timestamptz[]) as wanted (id, decided_at) using (id, decided_at)
           left join messages m on (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at)
           left join variants v on (v.org_id, v.id) = (d.org_id, d.variant_id)
           where d.org_id = $1 order by d.id desc`,
    values: [orgId, ...columnsOf(keys)],
  })
}

/** Values for `unnest($2::uuid[], $3::timestamptz[])`. */
export const columnsOf = (keys: readonly DecisionKey[]) => [
  keys.map(({ id }) => id),
  keys.map(({ decidedAt }) => decidedAt),
]

export interface AttributionRow {
  readonly event_id: string
  readonly decision_id: string
  readonly metric: string
}

/** What counts for some decisions, and what some events count for. */
export function loadAttributions(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
  events: readonly EventKey[],
): Promise<readonly AttributionRow[]> {
  return session.query({
    name: 'person-attributions',
    text: `select event_id, decision_id, metric from attributions join unnest($2::uuid[], $3::timestamptz[]) as wanted (decision_id, decided_at)
             using (decision_id, decided_at) where org_id = $1
           union
           select event_id, decision_id, metric from attributions where org_id = $1 and event_id = any($4)
           order by event_id desc, decision_id desc`,
    values: [orgId, ...columnsOf(decisions), events.map(({ id }) => id)],
  })
}
