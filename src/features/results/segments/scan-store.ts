import type { KeyMetric } from '../../../core/measure/custom-metric.ts'
import type { WithMetrics } from '../../../core/measure/key-metric.ts'
import { SPAN_MINUTES } from '../../../core/measure/spans.ts'
import { PROPENSITY_MIN } from '../../../core/measure/weights.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { isInExperiment } from '../../../runtime/db/sql/cohort-sql.ts'
import { outcomeSql } from '../../../runtime/db/sql/outcome-sql.ts'
import type { Denominator } from '../schema.ts'

/** Reading a page occupies the embedded database's only connection, so requests wait for it: some hundredths of a second. */
const PAGE = 2_000

export interface Scan extends WithMetrics {
  readonly orgId: number
  readonly currency: string
  readonly templateId: string
  readonly attribute: string
  /** The values that are counted one by one. All others are counted together. */
  readonly values: readonly string[]
  readonly metric: KeyMetric
  readonly denominator: Denominator
  /** Larger amounts are cut to this one, see `loadLimits`. */
  readonly cap: number | undefined
  /** Decisions of hours after this moment may still succeed. */
  readonly openAfter: Date
  /** Included, at a whole hour. */
  readonly from: Date
  /** Not included, at a whole hour. */
  readonly to: Date
}

/** The plain and weighted sums of messages with one value, in one arm and one stretch of time, as `ArmSums` has them. */
export interface SegmentSums {
  /** Null for messages without a value, and for `isOther`. */
  readonly value: string | null
  /** Whether these messages have a value that is not counted by itself. */
  readonly isOther: boolean
  readonly arm: 'control' | 'treatment'
  readonly from: Date
  readonly isOpen: boolean
  readonly decisions: number
  readonly messages: number
  readonly inverse: number
  readonly inverseRoot: number
  readonly inverseSquare: number
  /** Of all decisions. Amounts are in minor units, and not cut. */
  readonly whole: number
  readonly total: number
  readonly squares: number
  readonly totalInverse: number
  readonly totalInverseRoot: number
  readonly totalInverseSquare: number
  readonly squaresInverse: number
  readonly squaresInverseSquare: number
}

export interface Page {
  readonly sums: readonly SegmentSums[]
  /** Decisions of the organisation that were read. */
  readonly read: number
  /** Decisions of the template among them. */
  readonly own: number
  /** The oldest of them; null if there are none. */
  readonly last: { readonly id: string; readonly at: Date } | null
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Pages of the stored decisions, the newest first. Each is summed where it lies. */
export async function* scanPages(db: Database, scan: Scan): AsyncGenerator<Page> {
  let before = LAST_ID
  for (;;) {
    const page = await loadPage(db, scan, before)
    yield page
    if (page.last === null || page.read < PAGE) return
    before = page.last.id
  }
}

type Row = SegmentSums & {
  readonly read: number
  readonly own: number
  readonly lastId: string | null
  readonly lastAt: Date | null
}

async function loadPage(db: Database, scan: Scan, before: string): Promise<Page> {
  const { sql: outcome, values } = outcomeSql(scan, 11)
  const rows = await db.query<Row>({
    text: statement(outcome, scan.denominator),
    values: [
      ...[scan.orgId, scan.templateId, before, scan.from, scan.to, scan.attribute, [...scan.values]],
      ...[scan.openAfter, scan.cap ?? null, PROPENSITY_MIN, ...values],
    ],
  })
  const [first] = rows
  const { read = 0, own = 0, lastId = null, lastAt = null } = first ?? {}
  return {
    ...{ read, own, last: lastId === null || lastAt === null ? null : { id: lastId, at: lastAt } },
    // Without a message of the template there is one row, which tells only what was read.
    sums: own === 0 ? [] : rows,
  }
}

const WIDTH = `'${SPAN_MINUTES.medium} minutes'`
export const STRETCH_MS = SPAN_MINUTES.medium * MINUTE_MS

// A person may have several values. `distinct` counts a person once among the others.
const statement = (outcome: string, denominator: Denominator) => `
  with page as materialized (
    select d.id, d.decided_at, d.template_id, d.arm, greatest(d.propensity, $10::float8) as e, d.attrs->$6::text as given,
      ${isInExperiment('d')} as is_in
    from decisions d
    where d.org_id = $1 and d.id < $3 and d.decided_at >= $4 and d.decided_at < $5
    order by d.id desc limit ${PAGE}),
  own as (
    select p.*, ${denominator === 'sends' ? '(m.sent_at is not null)::int' : '1'} as n, coalesce(${outcome}, 0) as whole
    from page p left join lateral (
      select * from messages m where (m.org_id, m.decision_id, m.decided_at) = ($1, p.id, p.decided_at) limit 1) m on true
    where p.template_id = $2 and p.is_in),
  placed as (
    select named.value, coalesce(named.is_other, false) as is_other, arm, e, n, whole, greatest(-$9::float8, least(whole, $9::float8)) as y,
      date_bin(${WIDTH}, decided_at, 'epoch'::timestamptz) as "from",
      date_bin('1 hour', decided_at, 'epoch'::timestamptz) > $8 as is_open
    from own left join lateral (
      select distinct case when text = any($7::text[]) then text end as value, text <> all($7::text[]) as is_other
      from jsonb_array_elements_text(case jsonb_typeof(given) when 'array' then given else '[]' end) as each (text)) named on true),
  sums as (
    select value, is_other as "isOther", arm, "from", is_open as "isOpen", count(*)::int as decisions, sum(n)::int as messages,
      sum(n / e) as inverse, sum(n / sqrt(e)) as "inverseRoot", sum(n / (e * e)) as "inverseSquare",
      sum(whole) as whole, sum(y) as total, sum(y * y) as squares,
      sum(y / e) as "totalInverse", sum(y / sqrt(e)) as "totalInverseRoot", sum(y / (e * e)) as "totalInverseSquare",
      sum(y * y / e) as "squaresInverse", sum(y * y / (e * e)) as "squaresInverseSquare"
    from placed group by 1, 2, 3, 4, 5)
  select seen.*, sums.* from (
    select count(*)::int as read, (select count(*)::int from own) as own,
      (select id from page order by id limit 1) as "lastId", (select decided_at from page order by id limit 1) as "lastAt"
    from page) seen left join sums on true`
