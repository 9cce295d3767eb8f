import type { Session } from '../../../runtime/db/session.ts'

/** What an event counts for in a custom metric. */
export interface MetricOfEvent {
  readonly eventId: string
  /** The id of the metric. */
  readonly metric: string
  readonly decisionId: string
  readonly templateId: string
}

/** The custom metrics that these events count for, and the messages. */
export async function loadMetricsOfEvents(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly MetricOfEvent[]> {
  if (eventIds.length === 0) return []
  return session.query({
    name: 'inspect-metrics',
    text: `select c.event_id as "eventId", c.metric, c.decision_id as "decisionId", d.template_id as "templateId"
           from metric_credits c join decisions d on (d.org_id, d.id, d.decided_at) = (c.org_id, c.decision_id, c.decided_at)
           where c.org_id = $1 and c.event_id = any($2) order by 1, 2, 3`,
    values: [orgId, eventIds],
  })
}
