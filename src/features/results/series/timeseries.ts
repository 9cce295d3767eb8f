import type { KeyMetric } from '../../../core/measure/custom-metric.ts'
import { type SeriesCount, usedAs } from '../../../core/measure/measures.ts'
import { groupBy } from '../../../lib/group-by.ts'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import { controlShareOf } from '../../../runtime/catalog/control-share.ts'
import { figuresOf, metricOf, pool, type View, viewOf } from '../figures.ts'
import { headingOf, LEVEL } from '../report.ts'
import type { Allocation, Tally } from '../store.ts'
import { controlIdOf } from '../traffic.ts'
import type { Bucket, LiftPoint, Series, SeriesFigures } from './series-schema.ts'

export interface SeriesInput {
  readonly asOf: Date
  readonly org: Pick<Org, 'currency' | 'currencyDigits'>
  readonly template: Template
  readonly interval: Bucket
  readonly timezone: string
  readonly metric: KeyMetric
  readonly lift: readonly LiftPoint[]
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
  timezone,
  metric,
  tallies,
  allocations,
  lift,
}: SeriesInput): Series {
  const view = viewOf(org, template, metric, tallies)
  const buckets = groupBy(
    tallies.filter(({ arm }) => arm !== 'fallback'),
    ({ at }) => at.toISOString(),
  )
  return {
    ...headingOf(asOf, template, view),
    interval,
    timezone,
    metric,
    level: LEVEL,
    lift: [...lift],
    buckets: [...buckets].map(([at, inBucket]) => ({
      at,
      variants: [...groupBy(inBucket, ({ variantId }) => variantId)].map(([id, rows]) =>
        seriesFigures(id, rows, view),
      ),
    })),
    allocations: allocations.map(({ at, weights, controlShare, reason }) => ({
      at: at.toISOString(),
      weights,
      traffic: trafficBy(weights, template, controlShare),
      reason,
    })),
  }
}

/** @param logged the share of control at that time; null: the present share is used */
function trafficBy(
  weights: Readonly<Record<string, number>>,
  template: Template,
  logged: number | null,
): Record<string, number> | null {
  const present = controlShareOf(template)
  if (present === null) return null
  const controlShare = logged ?? present
  const treated = Object.entries(weights).map(([id, share]) => [id, share * (1 - controlShare)] as const)
  return Object.fromEntries([...treated, [controlIdOf(template), controlShare]])
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
