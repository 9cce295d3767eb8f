import type { KeyMetric } from '../../core/measure/key-metric.ts'
import { type SeriesCount, usedAs } from '../../core/measure/measures.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { denominatorOf, figuresOf, metricOf, pool, type View } from './figures.ts'
import { headingOf } from './report.ts'
import type { Bucket, Series, SeriesFigures } from './schema.ts'
import type { Allocation, Tally } from './store.ts'

export interface SeriesInput {
  readonly asOf: Date
  readonly org: Pick<Org, 'currency' | 'currencyDigits'>
  readonly template: Template
  readonly interval: Bucket
  readonly metric: KeyMetric
  /** One row per bucket, variant and arm, oldest first. */
  readonly tallies: readonly Tally[]
  readonly allocations: readonly Allocation[]
}

/** Figures by time and variant. Like the report, they leave out messages outside the experiment. */
export function seriesOf({
  asOf,
  org,
  template,
  interval,
  metric,
  tallies,
  allocations,
}: SeriesInput): Series {
  const view: View = {
    denominator: denominatorOf(tallies),
    currency: org.currency,
    currencyDigits: org.currencyDigits,
    metric,
  }
  const buckets = groupBy(
    tallies.filter(({ arm }) => arm !== 'fallback'),
    ({ at }) => at.toISOString(),
  )
  return {
    ...headingOf(asOf, template, view),
    interval,
    metric,
    buckets: [...buckets].map(([at, inBucket]) => ({
      at,
      variants: [...groupBy(inBucket, ({ variantId }) => variantId)].map(([id, rows]) =>
        seriesFigures(id, rows, view),
      ),
    })),
    allocations: allocations.map(({ at, weights }) => ({ at: at.toISOString(), weights })),
  }
}

function seriesFigures(id: string, tallies: readonly Tally[], view: View): SeriesFigures {
  const figures = figuresOf(pool(tallies), view)
  const counts = Object.fromEntries(usedAs('series').map(({ count }) => [count, figures[count]]))
  return {
    id,
    decisions: figures.decisions,
    ...(counts as Record<SeriesCount, number>),
    revenue: figures.revenue,
    rate: metricOf(figures, view.metric),
  }
}
