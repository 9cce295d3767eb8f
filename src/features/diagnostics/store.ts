import type { Counted } from '../../core/measure/key-metric.ts'
import type { Database } from '../../runtime/db/session.ts'

/** The successes of a template by age bucket (`AGE_EDGES_MS`), youngest first. */
export const loadDelays = (
  db: Database,
  orgId: number,
  templateId: string,
  success: Counted,
): Promise<readonly { readonly bucket: number; readonly count: number }[]> =>
  db.query({
    name: 'diagnostics-delays',
    text: `select age as bucket, sum(count)::bigint as count from cohort_counts
           where org_id = $1 and template_id = $2 and measure = $3 group by 1 having sum(count) > 0 order by 1`,
    values: [orgId, templateId, success],
  })

export interface RecentReports {
  readonly events: number
  /** Of the oldest of them; null without events. */
  readonly since: Date | null
  readonly unmatched: number
  /** Events about this template by what came of them. */
  readonly counted: number
  readonly outsideWindow: number
  /** Those that happened before the message was sent. */
  readonly beforeSend: number
}

/**
 * What came of the newest events of an organisation. So many are enough for a diagnosis, and the number bounds the cost.
 * @param limit the number of events
 */
export async function loadRecentReports(
  db: Database,
  orgId: number,
  templateId: string,
  limit: number,
): Promise<RecentReports> {
  const [row] = await db.query<RecentReports>({
    name: 'diagnostics-reports',
    text: `with latest as (
             select received_at, outcome, template_id, reason from events where org_id = $1 order by id desc limit $3)
           select count(*)::int as events, min(received_at) as since,
             count(*) filter (where outcome = 'unmatched')::int as unmatched,
             count(*) filter (where template_id = $2 and outcome = 'counted')::int as counted,
             count(*) filter (where template_id = $2 and outcome = 'outside-window')::int as "outsideWindow",
             count(*) filter (where template_id = $2 and outcome = 'outside-window' and (reason like '%It happened % before the latest message%' or reason like '%It happened -%'))::int as "beforeSend"
           from latest`,
    values: [orgId, templateId, limit],
  })
  return row ?? { events: 0, since: null, unmatched: 0, counted: 0, outsideWindow: 0, beforeSend: 0 }
}

/** Choices and reported sends of a period, from the sums by hour. */
export async function loadSendReports(
  db: Database,
  orgId: number,
  templateId: string,
  period: { readonly from: Date; readonly to: Date },
): Promise<{ readonly decisions: number; readonly sends: number }> {
  const [row] = await db.query<{ decisions: number; sends: number }>({
    name: 'diagnostics-sends',
    text: `select coalesce(sum(decisions), 0)::bigint as decisions, coalesce(sum(sends), 0)::bigint as sends
           from variant_counts where org_id = $1 and template_id = $2 and hour >= $3 and hour < $4`,
    values: [orgId, templateId, period.from, period.to],
  })
  return row ?? { decisions: 0, sends: 0 }
}

/** The open advice that rates have changed. */
export async function loadDrift(
  db: Database,
  orgId: number,
  templateId: string,
): Promise<{ readonly since: Date; readonly detail: string } | undefined> {
  const [row] = await db.query<{ since: Date; detail: string }>({
    name: 'diagnostics-drift',
    text: `select created_at as since, reason as detail from recommendations
           where org_id = $1 and template_id = $2 and kind = 'drift' and status = 'open' order by created_at desc limit 1`,
    values: [orgId, templateId],
  })
  return row
}
