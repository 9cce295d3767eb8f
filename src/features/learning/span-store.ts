import type { Counted, Denominator } from '../../core/measure/key-metric.ts'
import type { SpanLimits } from '../../core/measure/spans.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import { spanOf } from '../../runtime/db/sql/cohort-sql.ts'
import type { Span } from './evidence.ts'
import { loadByOrg, type Place } from './policy-store.ts'

/** The template, measures and spans to load. */
export interface Wanted extends Place {
  readonly denominator: Denominator
  readonly successes: readonly Counted[]
  readonly limits: SpanLimits
}

export interface Row {
  readonly orgId: number
  readonly templateId: string
}

export const keyOfRow = ({ orgId, templateId }: Row): string => `${orgId}|${templateId}`

/**
 * The spans of one measure, as four lists of equal length. The lists are text, because the driver reads arrays slowly.
 */
export interface SpanRow extends Row {
  readonly variantId: string
  readonly arm: 'control' | 'treatment'
  readonly cell: string
  readonly measure: Denominator | Counted
  readonly from: string
  readonly until: string
  readonly ages: string
  readonly counts: string
}

const SPAN = spanOf({ coarse: 'coarse', medium: 'medium' })

const MEASURES = rows<Wanted & { readonly measure: Denominator | Counted }>(
  {
    template_id: ['text', ({ template }) => template.id],
    measure: ['text', ({ measure }) => measure],
    coarse: ['timestamptz', ({ limits }) => new Date(limits.coarseMs)],
    medium: ['timestamptz', ({ limits }) => new Date(limits.mediumMs)],
  },
  { as: 'wanted' },
)

const list = (value: string): string =>
  `array_to_string(array_agg(${value} order by from_at, until_at, age), ',')`

const spansOf = (what: { readonly cell: string; readonly age: string; readonly where: string }): string => `
  select $1::int as "orgId", template_id as "templateId", variant_id as "variantId", arm, cell, measure,
    ${list('extract(epoch from from_at)::bigint')} as "from", ${list('extract(epoch from until_at)::bigint')} as until,
    ${list('age')} as ages, ${list('count')} as counts
  from ${MEASURES.sql}
  cross join lateral (
    select variant_id, arm, ${what.cell} as cell, ${what.age} as age,
      ${SPAN.from} as from_at, ${SPAN.until} as until_at,
      sum(count) as count
    from cohort_counts c where (c.org_id, c.template_id, c.measure) = ($1, wanted.template_id, wanted.measure) ${what.where}
    group by 1, 2, 3, 4, 5, 6 having sum(count) <> 0 offset 0) found
  group by template_id, variant_id, arm, cell, measure`

const SPANS = spansOf({ cell: "''", age: 'age', where: '' })
const CELLS = spansOf({ cell: 'cell', age: '0', where: "and arm = 'treatment'" })

export const loadSpans = (db: Database, wanted: readonly Wanted[]): Promise<readonly SpanRow[]> =>
  loadByOrg(wanted, (orgId, own) =>
    db.query({ name: 'evidence-spans', text: SPANS, values: [orgId, ...measuresOf(own)] }),
  )

export const loadCells = (db: Database, wanted: readonly Wanted[]): Promise<readonly SpanRow[]> =>
  loadByOrg(wanted, (orgId, own) =>
    db.query({ name: 'evidence-cells', text: CELLS, values: [orgId, ...measuresOf(own)] }),
  )

const measuresOf = (wanted: readonly Wanted[]): readonly unknown[] =>
  MEASURES.values(
    wanted.flatMap(place => [place.denominator, ...place.successes].map(measure => ({ ...place, measure }))),
  )

export function toSpans({ from, until, ages, counts }: SpanRow): readonly Span[] {
  const numbers = (text: string) => JSON.parse(`[${text}]`) as readonly number[]
  const [froms, untils, agesOf, countsOf] = [from, until, ages, counts].map(numbers)
  return (froms ?? []).map((seconds, at) => ({
    fromMs: seconds * 1_000,
    untilMs: (untils?.[at] ?? seconds) * 1_000,
    age: agesOf?.[at] ?? 0,
    count: countsOf?.[at] ?? 0,
  }))
}
