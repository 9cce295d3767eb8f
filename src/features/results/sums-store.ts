import { type ArmSums, addSums, NO_SUMS, type OutcomeSums } from '../../core/inference/sums.ts'
import { type Denominator, KEY_METRICS, successFor } from '../../core/measure/key-metric.ts'
import { spanLimits } from '../../core/measure/spans.ts'
import { fromUnits } from '../../core/measure/weights.ts'
import { ordersAbove } from '../../core/measure/winsorise.ts'
import type { Metric } from '../../runtime/catalog/catalog.ts'
import { COHORT_SUMS, spanOf } from '../../runtime/db/cohort-sql.ts'
import type { Database } from '../../runtime/db/session.ts'

/** The sums of one variant in one arm over one stretch of time, as inference takes them. */
export interface SummedSpan {
  readonly variantId: string
  readonly arm: 'control' | 'treatment'
  /** Sent from here … */
  readonly fromMs: number
  /** … to before here. */
  readonly untilMs: number
  readonly sums: ArmSums
}

export interface Asked {
  readonly orgId: number
  readonly templateId: string
  readonly metric: Metric
  readonly denominator: Denominator
  /** The currency of amounts. */
  readonly currency: string
  /** Larger amounts are cut to this one, see `loadCap`; undefined: no amount is cut. */
  readonly cap?: number | undefined
  readonly now: Date
  readonly lookbackDays: number
}

/** By stretch of time, oldest first: stretches of 6 hours, and of 30 days for long ago (`spanLimits`). */
export interface LoadedSums {
  /**
   * Messages by the denominator, with their outcomes. If the platform reports only some sends, a stretch can have
   * outcomes without messages.
   */
  readonly metric: readonly SummedSpan[]
  /** All decisions, without outcomes. */
  readonly decisions: readonly SummedSpan[]
}

export async function loadSums(db: Database, asked: Asked): Promise<LoadedSums> {
  const { metric, denominator } = asked
  const success = KEY_METRICS[metric].kind === 'rate' ? successFor(metric) : undefined
  const counts = await loadCounts(db, asked, [denominator, 'decision', ...(success ? [success] : [])])
  const of = (measure: string | undefined) => counts.filter(row => row.measure === measure)
  const amounts = success ? [] : await loadAmounts(db, asked)
  return {
    metric: toSpans([
      ...of(denominator).map(row => ({ ...row, sums: messagesOf(row) })),
      ...of(success).map(row => ({ ...row, sums: { ...NO_SUMS, outcome: successesOf(row) } })),
      ...amounts.map(row => ({ ...row, sums: { ...NO_SUMS, outcome: row } })),
    ]),
    decisions: toSpans(of('decision').map(row => ({ ...row, sums: messagesOf(row) }))),
  }
}

interface SpanRow {
  readonly variantId: string
  readonly arm: 'control' | 'treatment'
  readonly from: Date
  readonly until: Date
}

/** Adds up what is of the same stretch, variant and arm. */
function toSpans(rows: readonly (SpanRow & { readonly sums: ArmSums })[]): readonly SummedSpan[] {
  const spans = new Map<string, SummedSpan>()
  for (const { variantId, arm, from, until, sums } of rows) {
    const key = `${arm}|${variantId}|${from.getTime()}`
    const known = spans.get(key)?.sums ?? NO_SUMS
    const place = { variantId, arm, fromMs: from.getTime(), untilMs: until.getTime() }
    spans.set(key, { ...place, sums: addSums(known, sums) })
  }
  return [...spans.values()].sort((a, b) => a.fromMs - b.fromMs)
}

interface CountRow extends SpanRow {
  readonly measure: string
  readonly count: number
  readonly inverse: number
  readonly inverse_root: number
  readonly inverse_square: number
}

const weightsOf = ({ inverse, inverse_root, inverse_square }: CountRow) =>
  fromUnits({ inverse, inverseRoot: inverse_root, inverseSquare: inverse_square })

const messagesOf = (row: CountRow): ArmSums => ({ ...NO_SUMS, messages: row.count, ...weightsOf(row) })

/** An outcome of 0 or 1 is its own square. */
function successesOf(row: CountRow): OutcomeSums {
  const weights = weightsOf(row)
  return {
    total: row.count,
    squares: row.count,
    ...weights,
    squaresInverse: weights.inverse,
    squaresInverseSquare: weights.inverseSquare,
  }
}

/** @param coarse the moment before which spans are coarse */
function spanColumns(coarse: string, hasMinutes = true): string {
  const { from, until } = spanOf({ coarse, hasMinutes })
  return `${from} as "from", ${until} as until`
}

// One scan for all measures: a sum of each with a filter takes as long again.
const COUNTS = `
  select variant_id as "variantId", arm, "from", until, measure, ${COHORT_SUMS.map(name => `sum(${name}) as ${name}`).join(', ')}
  from (select variant_id, arm, measure, ${COHORT_SUMS.join(', ')}, ${spanColumns('$4::timestamptz')}
        from cohort_counts where org_id = $1 and template_id = $2 and measure = any($3)) counted
  group by 1, 2, 3, 4, 5 order by 3, 2, 1`

const loadCounts = (db: Database, asked: Asked, measures: readonly string[]): Promise<readonly CountRow[]> =>
  db.query({
    name: 'results-sums',
    text: COUNTS,
    values: [asked.orgId, asked.templateId, measures, coarseUntil(asked)],
  })

const AMOUNTS = `
  select variant_id as "variantId", arm, "from", until, sum(y) as total, sum(y * y) as squares, sum(y / e) as inverse,
    sum(y / sqrt(e)) as "inverseRoot", sum(y / (e * e)) as "inverseSquare", sum(y * y / e) as "squaresInverse",
    sum(y * y / (e * e)) as "squaresInverseSquare"
  from (select variant_id, arm, propensity as e, least(amount_minor, $4)::float8 as y, ${spanColumns('$5::timestamptz', false)}
        from message_amounts where org_id = $1 and template_id = $2 and currency = $3) amounts
  group by 1, 2, 3, 4 order by 3, 2, 1`

const loadAmounts = (db: Database, asked: Asked): Promise<readonly (SpanRow & OutcomeSums)[]> =>
  db.query({
    name: 'results-arm-amounts',
    text: AMOUNTS,
    values: [asked.orgId, asked.templateId, asked.currency, asked.cap ?? null, coarseUntil(asked)],
  })

/**
 * The cap for amounts: the 99.5th percentile of all orders of both arms. Undefined if so few orders are known that
 * none exceeds it.
 */
export async function loadCap(
  db: Database,
  { orgId, templateId, currency }: Pick<Asked, 'orgId' | 'templateId' | 'currency'>,
): Promise<number | undefined> {
  const place = [orgId, templateId, currency]
  const [row] = await db.query<{ orders: number }>({
    name: 'results-orders',
    text: 'select coalesce(sum(count), 0)::bigint as orders from amount_sums where org_id = $1 and template_id = $2 and currency = $3',
    values: place,
  })
  const above = ordersAbove(row?.orders ?? 0)
  if (above === 0) return undefined
  const [cap] = await db.query<{ amount: number }>({
    name: 'results-cap',
    text: `select amount_minor as amount from message_amounts where org_id = $1 and template_id = $2 and currency = $3
           order by amount_minor desc offset $4 limit 1`,
    values: [...place, above],
  })
  return cap?.amount
}

const coarseUntil = ({ now, lookbackDays }: Pick<Asked, 'now' | 'lookbackDays'>): Date =>
  new Date(spanLimits(now.getTime(), lookbackDays).coarseMs)
