import {
  amountKey,
  type Counted,
  type Denominator,
  lookbackOf,
  metricRow,
  successFor,
} from '../../core/measure/key-metric.ts'
import { usedAs } from '../../core/measure/measures.ts'
import { spanLimits } from '../../core/measure/spans.ts'
import { type AmountSums, NO_AMOUNTS } from '../../core/measure/winsorise.ts'
import { groupBy } from '../../lib/group-by.ts'
import { inSlices } from '../../lib/in-slices.ts'
import type { Metric, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadAmounts } from './amount-evidence-store.ts'
import type { LearnedVariant } from './evidence.ts'
import { loadByOrg, loadVersions, type Place, TEMPLATES } from './policy-store.ts'
import { keyOfRow, loadCells, loadSpans, type Row, type SpanRow, toSpans, type Wanted } from './span-store.ts'

/** The counts of a template's variants that learning uses. */
export interface TemplateCounts extends Place {
  /** A version that the counts include at least. */
  readonly version: number
  readonly denominator: Denominator
  /** The variants with any count. A variant in both arms is listed twice. */
  readonly variants: readonly LearnedVariant[]
}

// Successes that guardrails watch, for every key metric.
const GUARDED: readonly Counted[] = usedAs('guardrail').map(({ name }) => name)

/**
 * Loads all counts of some templates that learning uses. Messages of the same time are added up as `spanLimits`
 * defines, so compaction makes no difference.
 */
export async function loadTemplateCounts(
  db: Database,
  places: readonly Place[],
  now: Date,
): Promise<readonly TemplateCounts[]> {
  if (places.length === 0) return []
  // The version is read first. Counts that arrive after it are read again at the next refresh.
  const versions = await loadVersions(db, places)
  const reporting = await loadReporting(db, places)
  const wanted = places.map(place => want(place, reporting.has(keyOf(place)) ? 'send' : 'decision', now))
  const counts = groupBy(await loadSpans(db, wanted), keyOfRow)
  const contextual = wanted.filter(({ template }) => template.learning.context.length > 0)
  const cells = groupBy(await loadCells(db, contextual), keyOfRow)
  const amounts = await loadAmounts(
    db,
    places.flatMap(place => amountsOf(place).map(metric => ({ ...place, metric }))),
  )
  function* variantsOf({ org, template, denominator }: Wanted): Generator<undefined, TemplateCounts> {
    const key = keyOf({ org, template })
    const amountsBy = (variant: string) =>
      new Map(
        amountsOf({ org, template }).map(metric => [
          metric,
          amounts.get(`${key}|${amountKey(metric, org.currency)}|${variant}`) ?? NO_AMOUNTS,
        ]),
      )
    return {
      ...{ org, template, denominator, version: versions.get(key) ?? 0 },
      variants: yield* toVariants(counts.get(key) ?? [], cells.get(key) ?? [], denominator, amountsBy),
    }
  }
  const all: TemplateCounts[] = []
  for (const place of wanted) all.push(await inSlices(variantsOf(place)))
  return all
}

function want({ org, template }: Place, denominator: Denominator, now: Date): Wanted {
  const guards = template.learning.guardrails.map(({ metric }) => metric)
  const metrics = [...metricsOf(template), ...guards]
  const lookbackDays = Math.max(...metrics.map(metric => lookbackOf(template, metric)))
  return {
    ...{ org, template, denominator },
    successes: [...new Set([...metrics.map(successFor), ...GUARDED])],
    limits: spanLimits(now.getTime(), Math.max(template.attribution.lookbackDays, lookbackDays)),
  }
}

/** The metrics that a template learns by. */
const metricsOf = ({ keyMetric, learning }: Template): readonly Metric[] => [
  ...new Set([keyMetric, ...learning.metrics.map(({ metric }) => metric)]),
]

/** The metrics whose amounts are loaded: revenue, and sums that the template learns by or that guard it. */
const amountsOf = ({ template }: Place): readonly Metric[] => {
  const guards = template.learning.guardrails.map(({ metric }) => metric)
  const sums = [...metricsOf(template), ...guards].filter(
    metric => metricRow(template, metric).kind === 'amount',
  )
  return [...new Set<Metric>(['revenue', ...sums])]
}

const keyOf = ({ org, template }: Place): string => `${org.id}|${template.id}`

/** Finds the templates for which the platform reports sends. */
async function loadReporting(db: Database, places: readonly Place[]): Promise<ReadonlySet<string>> {
  const rows = await loadByOrg(places, (orgId, own) =>
    db.query<Row>({
      name: 'evidence-reporting',
      text: `select $1::int as "orgId", template_id as "templateId" from ${TEMPLATES.sql}
             where (select sum(count) from cohort_counts c where (c.org_id, c.template_id, c.measure) = ($1, wanted.template_id, 'send')) > 0`,
      values: [orgId, ...TEMPLATES.values(own)],
    }),
  )
  return new Set(rows.map(keyOfRow))
}

function* toVariants(
  rows: readonly SpanRow[],
  cells: readonly SpanRow[],
  denominator: Denominator,
  amountsBy: (variant: string) => ReadonlyMap<Metric, AmountSums>,
): Generator<undefined, readonly LearnedVariant[]> {
  const ofVariant = ({ arm, variantId }: SpanRow) => `${arm}|${variantId}`
  const cellsOf = groupBy(cells, ofVariant)
  const variants: LearnedVariant[] = []
  for (const [variant, own] of groupBy(rows, ofVariant)) {
    const [first] = own
    if (!first) continue
    const byCell = new Map<string, ReturnType<typeof countsOf>>()
    for (const [cell, of] of groupBy(cellsOf.get(variant) ?? [], ({ cell }) => cell)) {
      yield
      byCell.set(cell, countsOf(of, denominator))
    }
    const { variantId, arm } = first
    const amounts = amountsBy(variant)
    variants.push({ variantId, arm, ...countsOf(own, denominator), cells: byCell, amounts })
  }
  return variants
}

function countsOf(rows: readonly SpanRow[], denominator: Denominator) {
  const spans = new Map(rows.map(row => [row.measure, toSpans(row)]))
  return {
    messages: spans.get(denominator) ?? [],
    successes: new Map(
      [...spans].flatMap(([measure, of]) =>
        measure === 'send' || measure === 'decision' ? [] : [[measure, of] as const],
      ),
    ),
  }
}
