import { idOfKey, isCustomKey } from '../../core/measure/custom-metric.ts'
import { countFor, windowOfMetric } from '../../core/measure/key-metric.ts'
import { DAY_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'

const PERIOD_DAYS = 28

export interface Traffic {
  readonly messagesPerDay: number
  /** The rate of the control group if it has successes, otherwise of all messages. */
  readonly rate: number
}

/** The counts, with the messages that have the custom metric. */
const WITH_METRIC = `(
  select c.*, m.messages from variant_counts c left join variant_metrics m
    on (m.org_id, m.template_id, m.variant_id, m.arm, m.hour) = (c.org_id, c.template_id, c.variant_id, c.arm, c.hour) and m.metric = $6 where c.org_id = $1
) as counts`

/** The traffic of a template, and its rate so far. */
export async function loadTraffic(db: Database, org: Org, template: Template, now: Date): Promise<Traffic> {
  const { keyMetric } = template
  const counted = isCustomKey(keyMetric) ? 'messages' : countFor(keyMetric)
  const window = windowOfMetric(template, keyMetric)
  const since = new Date(now.getTime() - PERIOD_DAYS * DAY_MS)
  const matureUntil = window ? new Date(now.getTime() - window.lookbackDays * DAY_MS) : now
  // Young messages will still get successes. So the rate uses mature messages, however old.
  const rows = await db.query<{
    arm: string
    decisions: number
    sends: number
    successes: number
    trials: number
    sent_trials: number
    first: Date | null
  }>({
    name: `simulate-traffic-${counted}`,
    text: `select arm, coalesce(sum(decisions) filter (where hour >= $3), 0)::bigint as decisions,
             coalesce(sum(sends) filter (where hour >= $3), 0)::bigint as sends,
             coalesce(sum(${counted}) filter (where hour < $5), 0)::bigint as successes,
             coalesce(sum(decisions) filter (where hour < $5), 0)::bigint as trials,
             coalesce(sum(sends) filter (where hour < $5), 0)::bigint as sent_trials,
             min(hour) filter (where hour >= $3) as first
           from ${isCustomKey(keyMetric) ? WITH_METRIC : 'variant_counts'} where org_id = $1 and template_id = $2 and arm <> 'fallback'
             and hour >= least($3, $5::timestamptz - interval '28 days') and hour <= $4 group by arm`,
    values: [
      ...[org.id, template.id, since, now, matureUntil],
      ...(isCustomKey(keyMetric) ? [idOfKey(keyMetric)] : []),
    ],
  })
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0)
  const reportsSends = sum(({ sends }) => sends) > 0
  const messages = sum(row => (reportsSends ? row.sends : row.decisions))
  const firsts = rows.flatMap(({ first }) => (first === null ? [] : [first.getTime()]))
  const days = Math.max(1, (now.getTime() - Math.min(...firsts, now.getTime())) / DAY_MS)
  const ratesOf = (of: typeof rows) => {
    const trials = of.reduce((all, row) => all + (reportsSends ? row.sent_trials : row.trials), 0)
    return trials > 0 ? of.reduce((all, { successes }) => all + successes, 0) / trials : 0
  }
  const control = ratesOf(rows.filter(({ arm }) => arm === 'control'))
  return { messagesPerDay: messages / days, rate: control > 0 ? control : ratesOf(rows) }
}
