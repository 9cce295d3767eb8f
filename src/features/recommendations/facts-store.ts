import type { RecentTraffic } from '../../core/inference/recommend.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { firstIdOf } from '../../lib/id.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'

export interface Traffic {
  readonly recent: RecentTraffic
  /** Treated messages, over the last 28 days or since the first of them. */
  readonly messagesPerDay: number
}

/** With fewer messages there is no usual rate. */
const USUAL_MESSAGES_MIN = 200

/**
 * The number of messages, and whether people react to them as usual. Recent messages are those of a day that ended
 * six hours ago, with the reactions since it began; most reactions have arrived by then. Usual messages are those
 * of the seven days before.
 * @param messages the column that counts messages: sends if the platform reports sends
 */
export async function loadTraffic(
  db: Database,
  org: Org,
  template: Template,
  messages: 'sends' | 'decisions',
  now: Date,
): Promise<Traffic> {
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR_MS)
  const [sent] = await db.query<{ treated: number; first: Date | null; recent: number; usual: number }>({
    name: `recommendations-traffic-${messages}`,
    text: `select coalesce(sum(${messages}) filter (where arm = 'treatment'), 0)::bigint as treated, min(hour) as first,
             coalesce(sum(${messages}) filter (where hour >= $4 and hour < $5), 0)::bigint as recent,
             coalesce(sum(${messages}) filter (where hour >= $6 and hour < $4), 0)::bigint as usual
           from variant_counts where org_id = $1 and template_id = $2 and arm <> 'fallback' and hour >= $3`,
    values: [org.id, template.id, ago(28 * 24), ago(30), ago(6), ago(30 + 7 * 24)],
  })
  const [responded] = await db.query<{ recent: number; usual: number }>({
    name: 'recommendations-responses',
    text: `select coalesce(sum(responses) filter (where hour >= $3), 0)::bigint as recent,
             coalesce(sum(responses) filter (where hour < $3), 0)::bigint as usual
           from send_hours where org_id = $1 and template_id = $2 and hour >= $4`,
    values: [org.id, template.id, ago(30), ago(30 + 7 * 24)],
  })
  const { treated = 0, first = null, recent = 0, usual = 0 } = sent ?? {}
  const days = first === null ? 1 : Math.max(1, (now.getTime() - first.getTime()) / (24 * HOUR_MS))
  return {
    messagesPerDay: treated / days,
    recent: {
      messages: recent,
      reactions: responded?.recent ?? 0,
      usualRate: usual >= USUAL_MESSAGES_MIN ? (responded?.usual ?? 0) / usual : undefined,
    },
  }
}

// Of the whole organisation: decisions have no index by template, so messages of a rare template are searched for
// only among these.
const LATEST_MAX = 5_000

/** Attributes of the recipients of recent decisions, including recipients without an eligible variant. */
export async function loadPeople(
  db: Database,
  org: Org,
  template: Template,
  now: Date,
): Promise<readonly Attributes[]> {
  const since = new Date(now.getTime() - 7 * 24 * HOUR_MS)
  const rows = await db.query<{ attrs: Attributes }>({
    name: 'recommendations-people',
    text: `select attrs from (
             select template_id, counted, reason, attrs from decisions
             where org_id = $1 and id >= $3 and decided_at >= $4 order by id desc limit ${LATEST_MAX}) latest
           where template_id = $2 and counted and reason in ('bandit', 'control-split', 'no-eligible-variant')`,
    values: [org.id, template.id, firstIdOf(since), since],
  })
  return rows.map(({ attrs }) => attrs)
}
