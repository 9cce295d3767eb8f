import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { outcomeSql } from '../../runtime/db/sql/outcome-sql.ts'

/** A decision with its outcome. */
export interface StoredDecision {
  readonly id: string
  readonly at: Date
  readonly arm: 'treatment' | 'control'
  readonly variantId: string | null
  readonly propensity: number
  readonly attrs: Readonly<Record<string, readonly string[]>>
  readonly isSent: boolean
  /** 0 or 1 for a rate; minor units or thousandths for an amount. */
  readonly outcome: number
}

export interface Stretch {
  /** Included; undefined for the beginning. */
  readonly from: Date | undefined
  /** Not included. */
  readonly to: Date
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'
// Reading a page occupies the embedded database's only connection, so requests wait for it.
const PAGE = 1_000

/**
 * The number of decisions of the experiment between two times, counted up to `max`.
 * @param to undefined for the present
 */
export async function countDecisions(
  db: Database,
  org: Org,
  template: Template,
  { from, to }: { readonly from: Date; readonly to: Date | undefined },
  max: number,
): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    text: `select count(*)::int as count from (
             select 1 from decisions d
             where d.org_id = $1 and d.template_id = $2 and d.id > $3 and d.counted
               and d.decided_at >= $4 and d.decided_at < coalesce($5::timestamptz, 'infinity')
               and d.reason in ('bandit', 'control-split')
             limit $6) counted`,
    values: [org.id, template.id, FIRST_ID, from, to ?? null, max],
  })
  return row?.count ?? 0
}

/** The decisions of the experiment, including control, in pages and in the order of their creation. */
export async function* readDecisions(
  db: Database,
  org: Org,
  template: Template,
  { from, to }: Stretch,
): AsyncGenerator<readonly StoredDecision[]> {
  const { keyMetric: metric, customMetrics } = template
  const { sql: outcome, values } = outcomeSql({ metric, customMetrics, currency: org.currency }, 6)
  let after = FIRST_ID
  for (;;) {
    const page = await db.query<StoredDecision>({
      // Ids sort by time, and the key begins with the id. The time selects the partitions. Lateral: message by
      // message, by key.
      text: `select d.id, d.decided_at as at, d.arm, d.variant_id as "variantId", d.propensity, d.attrs,
               m.sent_at is not null as "isSent", coalesce(${outcome}, 0) as outcome
             from decisions d left join lateral (
               select * from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, d.id, d.decided_at) limit 1) m on true
             where d.org_id = $1 and d.template_id = $2 and d.id > $3 and d.counted
               and d.decided_at >= coalesce($4::timestamptz, '-infinity') and d.decided_at < $5
               and d.reason in ('bandit', 'control-split')
             order by d.id limit ${PAGE}`,
      values: [org.id, template.id, after, from ?? null, to, ...values],
    })
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    after = last.id
  }
}

/** Whether a platform reports sends for this template. Otherwise a decision counts as a message. */
export async function reportsSends(db: Database, org: Org, template: Template): Promise<boolean> {
  const rows = await db.query({
    text: 'select 1 from variant_counts where org_id = $1 and template_id = $2 and sends > 0 limit 1',
    values: [org.id, template.id],
  })
  return rows.length > 0
}
