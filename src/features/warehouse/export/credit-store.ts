import { timeOfId } from '../../../lib/id.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { boundsOf, isWithin } from '../../../runtime/db/upkeep/time-bounds.ts'

/** What an event counts for one message. */
export interface Credit {
  readonly event_id: string
  readonly decision_id: string
  /** Null if it counts in custom metrics alone. */
  readonly metric: string | null
  readonly amount_minor: number | null
  readonly currency: string | null
  /** By the id of the custom metric, as JSON. */
  readonly custom_metrics: string | null
}

/** Which messages these events count for. */
export async function loadCredits(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly Credit[]> {
  return session.query({
    name: 'export-credits',
    text: `select event_id, decision_id, credit.metric, credit.amount_minor::float8 as amount_minor, credit.currency,
             measured.amounts as custom_metrics
           from (select event_id, decision_id, metric, amount_minor, currency from attributions where org_id = $1 and event_id = any($2)) credit
           full join (select event_id, decision_id, jsonb_object_agg(metric, amount)::text as amounts from metric_credits
             where org_id = $1 and event_id = any($2) group by 1, 2) measured using (event_id, decision_id)
           order by 1, 2`,
    values: [orgId, eventIds],
  })
}

/** The message of an event. */
export interface CreditedDecision {
  readonly id: string
  readonly template_id: string
  readonly variant_id: string | null
  readonly arm: string
  readonly propensity: number
}

const WANTED = rows<string>(
  { id: ['uuid', id => id], decided_at: ['timestamptz', timeOfId] },
  { as: 'wanted' },
)

/** Decisions by id. The id begins with the moment of the decision, which names the partition. */
export async function loadCreditedDecisions(
  session: Session,
  orgId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, CreditedDecision>> {
  if (ids.length === 0) return new Map()
  const found = await session.query<CreditedDecision>({
    name: 'export-decisions-of-events',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select id, template_id, variant_id, arm, propensity from decisions d
             where d.org_id = $1 and d.id = wanted.id and d.decided_at = wanted.decided_at and ${isWithin('d.decided_at', WANTED.next)} offset 0) found`,
    values: [orgId, ...WANTED.values(ids), ...boundsOf(ids.map(timeOfId))],
  })
  return new Map(found.map(decision => [decision.id, decision]))
}
