import { FACT_MEASURES, type FactColumn } from '../../core/measure/measures.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

// Every query of one person's rows. The tables belong to generate, ingest and attribution.

/**
 * The person's rows: rows with one of the names ($2), and rows without any name that belong to the person, such as
 * an open with only a message id.
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

/** A part of a person's history. */
export interface Part {
  /** Only rows before this id. */
  readonly before: string | null
  readonly from: Date | null
  readonly to: Date | null
  /** Null: all of them. */
  readonly countMax: number | null
}

export const EVERYTHING: Part = { before: null, from: null, to: null, countMax: null }

const PART = (moment: string) =>
  `where ($4::uuid is null or id < $4) and ($5::timestamptz is null or ${moment} >= $5) and ($6::timestamptz is null or ${moment} < $6)
   order by id desc limit $3`

const valuesOf = ({ before, from, to, countMax }: Part) => [countMax, before, from, to]

/** A person's decisions, newest first. */
export function findDecisions(
  session: Session,
  orgId: number,
  names: readonly string[],
  part: Part,
): Promise<readonly DecisionKey[]> {
  return session.query({
    name: 'person-decisions',
    text: `${THEIRS} select id, decided_at as "decidedAt" from their_decisions ${PART('decided_at')}`,
    values: [orgId, names, ...valuesOf(part)],
  })
}

export interface EventKey {
  readonly id: string
  readonly receivedAt: Date
  readonly requestId: string
}

/** A person's events, newest first. */
export function findEvents(
  session: Session,
  orgId: number,
  names: readonly string[],
  part: Part,
): Promise<readonly EventKey[]> {
  return session.query({
    name: 'person-events',
    text: `${THEIRS} select id, received_at as "receivedAt", request_id as "requestId" from their_events ${PART('received_at')}`,
    values: [orgId, names, ...valuesOf(part)],
  })
}

export type Windows = { readonly lookback_days: number | null; readonly offset_days: number | null } | null

export interface DecisionRow extends Readonly<Record<FactColumn, boolean>> {
  readonly id: string
  readonly decided_at: Date
  readonly template_id: string
  readonly variant_id: string | null
  readonly variant_name: string | null
  readonly replaced_by: string | null
  readonly arm: string
  readonly counted: boolean
  readonly reason: string
  readonly propensity: number
  readonly model_version: number
  readonly tracking_id: string | null
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly sent_at: Date | null
  /** The attribution windows of the request, which replace the template's. */
  readonly windows: Windows
  /** Minor units, by currency. */
  readonly revenue: Readonly<Record<string, { readonly amount: number }>>
}

/** Decisions with the facts of their messages, newest first. */
export function loadDecisions(
  session: Session,
  orgId: number,
  keys: readonly DecisionKey[],
): Promise<readonly DecisionRow[]> {
  return session.query({
    name: 'person-decision-rows',
    text: `select d.id, d.decided_at, d.template_id, d.variant_id, v.name as variant_name, v.replaced_by, d.arm, d.counted, d.reason, d.propensity,
             d.model_version, d.tracking_id, d.attrs, d.windows, m.sent_at, coalesce(m.revenue, '{}') as revenue,
             ${FACT_MEASURES.map(({ fact }) => `coalesce(m.${fact}, false) as ${fact}`).join(', ')}
           from decisions d join ${DECISIONS.sql} using (id, decided_at)
           left join messages m on (m.org_id, m.decision_id, m.decided_at) = (d.org_id, d.id, d.decided_at)
           left join variants v on (v.org_id, v.id) = (d.org_id, d.variant_id)
           where d.org_id = $1 order by d.id desc`,
    values: [orgId, ...DECISIONS.values(keys)],
  })
}

export const DECISIONS = rows<DecisionKey>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})

export interface AttributionRow {
  readonly event_id: string
  readonly decision_id: string
  readonly metric: string
}

/** The attributions to some decisions, and of some events. */
export function loadAttributions(
  session: Session,
  orgId: number,
  decisions: readonly DecisionKey[],
  events: readonly EventKey[],
): Promise<readonly AttributionRow[]> {
  return session.query({
    name: 'person-attributions',
    text: `select event_id, decision_id, metric from attributions a join ${DECISIONS.sql}
             on (a.decision_id, a.decided_at) = (given.id, given.decided_at) where org_id = $1
           union
           select event_id, decision_id, metric from attributions where org_id = $1 and event_id = any($${DECISIONS.next})
           union
           select event_id, decision_id, 'custom:' || metric from metric_credits c join ${DECISIONS.sql}
             on (c.decision_id, c.decided_at) = (given.id, given.decided_at) where org_id = $1
           union
           select event_id, decision_id, 'custom:' || metric from metric_credits where org_id = $1 and event_id = any($${DECISIONS.next})
           order by event_id desc, decision_id desc, metric`,
    values: [orgId, ...DECISIONS.values(decisions), events.map(({ id }) => id)],
  })
}
