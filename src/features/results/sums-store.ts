import type { ArmSums, OutcomeSums } from '../../core/inference/sums.ts'
import type { Counted, Denominator } from '../../core/measure/key-metric.ts'
import { spanLimits } from '../../core/measure/spans.ts'
import { fromUnits } from '../../core/measure/weights.ts'
import type { Database } from '../../runtime/db/session.ts'
import { endOfSpan, IS_COARSE, spanOf } from '../../runtime/db/sql/cohort-sql.ts'

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
  /** What counts as a success. */
  readonly success: Counted
  /** Whether the outcome is an amount. */
  readonly isAmount: boolean
  readonly denominator: Denominator
  /** The name of the amounts, see `amountKey`. */
  readonly currency: string
  /** Larger amounts are cut to this one, and losses to minus this one, see `AmountLimits`; undefined: no amount is cut. */
  readonly cap?: number | undefined
  readonly now: Date
  readonly lookbackDays: number
  /** Only spans that had ended by then, such as spans whose window has closed; undefined: all spans. */
  readonly until?: Date | undefined
}

/**
 * The sums by stretch of time, oldest first: stretches of 6 hours, and of 30 days for long ago (`spanLimits`). If
 * the platform reports only some sends, a stretch can have outcomes without messages.
 */
export async function loadArmSums(db: Database, asked: Asked): Promise<readonly SummedSpan[]> {
  const isRate = !asked.isAmount
  const spans = new Map<string, SummedSpan>()
  for (const row of await loadCounts(db, asked)) {
    const sums = { messages: row.messages, ...weightsOf(row, 'messages') }
    const outcome = isRate ? rateSums(row) : NO_OUTCOME
    spans.set(keyOf(row), { ...placeOf(row), sums: { ...sums, outcome } })
  }
  if (!isRate)
    for (const row of await loadAmounts(db, asked)) {
      const { sums } = spans.get(keyOf(row)) ?? { sums: NO_MESSAGES }
      const { variantId: _, arm: __, from: ___, until: ____, ...outcome } = row
      spans.set(keyOf(row), { ...placeOf(row), sums: { ...sums, outcome } })
    }
  return [...spans.values()].sort((a, b) => a.fromMs - b.fromMs)
}

/** The same for all decisions, without outcomes. */
export async function loadDecisionSums(
  db: Database,
  { orgId, templateId, ...asked }: Pick<Asked, 'orgId' | 'templateId' | 'now' | 'lookbackDays'>,
): Promise<readonly SummedSpan[]> {
  const rows = await db.query<SpanRow & CountOf<'messages'>>({
    name: 'results-decision-sums',
    text: DECISIONS,
    values: [orgId, templateId, 'decision', coarseUntil(asked)],
  })
  return rows.map(row => ({
    ...placeOf(row),
    sums: { messages: row.messages, ...weightsOf(row, 'messages'), outcome: NO_OUTCOME },
  }))
}

interface SpanRow {
  readonly variantId: string
  readonly arm: 'control' | 'treatment'
  readonly from: Date
  readonly until: Date
}

const keyOf = ({ variantId, arm, from }: SpanRow): string => `${arm}|${variantId}|${from.getTime()}`

const placeOf = ({ variantId, arm, from, until }: SpanRow) => ({
  variantId,
  arm,
  fromMs: from.getTime(),
  untilMs: until.getTime(),
})

const WEIGHTS = ['inverse', 'inverse_root', 'inverse_square'] as const
type Weight = (typeof WEIGHTS)[number]
type Of = 'messages' | 'successes'
type CountOf<Counted extends Of> = Readonly<Record<Counted | `${Counted}_${Weight}`, number>>
type CountRow = SpanRow & CountOf<'messages'> & CountOf<'successes'>

const weightsOf = <Counted extends Of>(row: CountOf<Counted>, of: Counted) =>
  fromUnits({
    inverse: row[`${of}_inverse`],
    inverseRoot: row[`${of}_inverse_root`],
    inverseSquare: row[`${of}_inverse_square`],
  })

/** An outcome of 0 or 1 is its own square. */
function rateSums(row: CountRow): OutcomeSums {
  const weights = weightsOf(row, 'successes')
  return {
    total: row.successes,
    squares: row.successes,
    ...weights,
    squaresInverse: weights.inverse,
    squaresInverseSquare: weights.inverseSquare,
  }
}

const NO_OUTCOME: OutcomeSums = {
  ...{ total: 0, squares: 0, inverse: 0, inverseRoot: 0, inverseSquare: 0 },
  ...{ squaresInverse: 0, squaresInverseSquare: 0 },
}

const NO_MESSAGES = { messages: 0, inverse: 0, inverseRoot: 0, inverseSquare: 0 }

const sumsOf = (of: Of, measure: string): string =>
  [
    `coalesce(sum(count) filter (where measure = ${measure}), 0) as ${of}`,
    ...WEIGHTS.map(name => `coalesce(sum(${name}) filter (where measure = ${measure}), 0) as ${of}_${name}`),
  ].join(', ')

/**
 * The sums by stretch, measure by measure. A stretch has thousands of rows, so its end is computed once, and each row
 * adds to the sums of its own measure only: two thirds of the time of one step.
 */
const summed = (measures: string, coarse: string): string => `
  (select *, ${endOfSpan('"from"', 'is_coarse', coarse)} as until from (
    select variant_id, arm, measure, ${spanOf({ coarse }).from} as "from", ${IS_COARSE} as is_coarse,
      sum(count) as count, ${WEIGHTS.map(name => `sum(${name}) as ${name}`).join(', ')}
    from cohort_counts where org_id = $1 and template_id = $2 and measure in (${measures}) group by 1, 2, 3, 4, 5 offset 0) spans) counted`

const COUNTS = `
  select variant_id as "variantId", arm, "from", until, ${sumsOf('messages', '$3')}, ${sumsOf('successes', '$4')}
  from ${summed('$3, $4', '$5::timestamptz')} where until <= $6 group by 1, 2, 3, 4 order by 3, 2, 1`

const DECISIONS = `
  select variant_id as "variantId", arm, "from", until, ${sumsOf('messages', '$3')}
  from ${summed('$3', '$4::timestamptz')} group by 1, 2, 3, 4 order by 3, 2, 1`

const loadCounts = (db: Database, asked: Asked): Promise<readonly CountRow[]> =>
  db.query({
    name: 'results-arm-sums',
    text: COUNTS,
    values: [
      ...[asked.orgId, asked.templateId, asked.denominator, asked.success],
      ...[coarseUntil(asked), asked.until ?? 'infinity'],
    ],
  })

const AMOUNT_SPAN = spanOf({ coarse: '$5::timestamptz', hasMinutes: false })

const AMOUNTS = `
  select variant_id as "variantId", arm, "from", until, sum(n * y) as total, sum(n * y * y) as squares, sum(n * y / e) as inverse,
    sum(n * y / sqrt(e)) as "inverseRoot", sum(n * y / (e * e)) as "inverseSquare", sum(n * y * y / e) as "squaresInverse",
    sum(n * y * y / (e * e)) as "squaresInverseSquare"
  from (select variant_id, arm, messages as n, propensity as e, greatest(-$4::bigint, least(amount_minor, $4))::float8 as y, ${AMOUNT_SPAN.from} as "from", ${AMOUNT_SPAN.until} as until
        from message_amounts where org_id = $1 and template_id = $2 and currency = $3) amounts
  where until <= $6 group by 1, 2, 3, 4 order by 3, 2, 1`

const loadAmounts = (db: Database, asked: Asked): Promise<readonly (SpanRow & OutcomeSums)[]> =>
  db.query({
    name: 'results-arm-amounts',
    text: AMOUNTS,
    values: [
      ...[asked.orgId, asked.templateId, asked.currency, asked.cap ?? null],
      ...[coarseUntil(asked), asked.until ?? 'infinity'],
    ],
  })

const coarseUntil = ({ now, lookbackDays }: Pick<Asked, 'now' | 'lookbackDays'>): Date =>
  new Date(spanLimits(now.getTime(), lookbackDays).coarseMs)
