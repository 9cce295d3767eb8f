import { groupBy } from '../../lib/group-by.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { denominatorOf, figuresOf, metricOf, pool, type View } from './figures.ts'
import { headingOf } from './report.ts'
import type { Bucket, KeyMetric, Series, SeriesFigures } from './schema.ts'
import type { Allocation, Tally } from './store.ts'

export interface SeriesInput {
  readonly asOf: Date
  readonly org: Pick<Org, 'currency' | 'currencyDigits'>
  readonly template: Template
  readonly interval: Bucket
  readonly metric: KeyMetric
  /** One a bucket, variant and arm, oldest first. */
  readonly tallies: readonly Tally[]
  readonly allocations: readonly Allocation[]
}

/** Figures by time and variant. As in the report, what was given outside of the experiment is left out. */
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
  const { decisions, sends, opens, clicks, conversions, unsubscribes, revenue } = figures
  return {
    id,
    decisions,
    sends,
    opens,
    clicks,
    conversions,
    unsubscribes,
    revenue,
    rate: metricOf(figures, view.metric),
  }
}
