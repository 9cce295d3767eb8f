import { describeDrift, driftOf, type EvenDay } from '../../core/inference/drift-alarm.ts'
import type { Gate } from '../../core/inference/gates.ts'
import { type Recommendation, recommend, type VariantStanding } from '../../core/inference/recommend.ts'
import type { BuiltInMetric } from '../../core/measure/custom-metric.ts'
import { isCustomKey } from '../../core/measure/custom-metric.ts'
import { metricRow } from '../../core/measure/key-metric.ts'
import type { Metric, Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadEvenDays } from './even-days-store.ts'
import { loadPeople, loadTraffic } from './facts-store.ts'
import { segmentsOf } from './segments.ts'

interface Rates
  extends Readonly<Record<Exclude<BuiltInMetric, 'revenue'> | 'revenue_per_send', number | null>> {
  readonly metrics: readonly { readonly metric: string; readonly value: number | null }[]
}

/** The parts of the results page that advice uses. */
export interface ReportedFigures {
  readonly denominator: 'sends' | 'decisions'
  readonly treatment: Rates
  readonly variants: readonly (Rates & {
    readonly id: string
    readonly name: string
    readonly control: boolean
    readonly status: string
    readonly sends: number
    readonly decisions: number
    readonly compared: {
      readonly messages: number
      readonly estimate: number
      readonly interval: readonly number[]
    } | null
    readonly chance_to_be_best: number | null
  })[]
  readonly gates: readonly Gate[]
}

export type LoadReport = (org: Org, template: Template) => Promise<ReportedFigures>

const SEGMENT_VARIANTS = 2

/** The present advice. Drafts and archived templates need no advice. Shipped templates need only working tracking. */
export async function findRecommendations(
  db: Database,
  loadReport: LoadReport,
  org: Org,
  template: Template,
  now: Date,
): Promise<readonly Recommendation[]> {
  if (template.status === 'draft' || template.status === 'archived') return []
  const report = await loadReport(org, template)
  const { recent, messagesPerDay } = await loadTraffic(db, org, template, report.denominator, now)
  const approved = template.variants.filter(({ isControl, status }) => !isControl && status === 'approved')
  const { kind, better } = metricRow(template, template.keyMetric)
  const found = recommend({
    better,
    variants: standingsOf(report, template.keyMetric),
    gates: report.gates,
    segments: segmentsOf(
      await loadPeople(db, org, template, now),
      approved,
      namesOf(org, template),
      SEGMENT_VARIANTS,
    ),
    recent,
    messagesPerDay,
    baseRate: kind === 'rate' ? (metricOf(report.treatment, template.keyMetric) ?? undefined) : undefined,
  })
  if (template.status === 'shipped') return found.filter(each => each.kind === 'check-tracking')
  if (found.some(each => each.kind === 'check-tracking')) return found
  return [...found, ...adviseOnDrift(await loadEvenDays(db, org, template, report.denominator), template)]
}

/** Whether the differences between variants have changed. */
function adviseOnDrift(days: readonly EvenDay[], { variants }: Template): readonly Recommendation[] {
  const drift = driftOf(days)
  if (!drift?.alarm) return []
  const { recent, before } = drift
  return [
    {
      kind: 'drift',
      subject: undefined,
      reason: describeDrift(drift, id => variants.find(variant => variant.id === id)?.name ?? id),
      evidence: {
        recent_successes: recent.successes,
        recent_of_all: recent.ofAll,
        before_successes: before.successes,
        before_of_all: before.ofAll,
      },
    },
  ]
}

const standingsOf = (
  { variants, denominator }: ReportedFigures,
  metric: Metric,
): readonly VariantStanding[] =>
  variants
    .filter(({ control, status }) => !control && status === 'approved')
    .map(variant => ({
      id: variant.id,
      name: variant.name,
      messages: variant.compared?.messages ?? variant[denominator],
      // Over the same time for all variants, and from the same messages with the same weights as the interval.
      estimate: variant.compared?.estimate ?? metricOf(variant, metric),
      interval: variant.compared && [variant.compared.interval[0] ?? 0, variant.compared.interval[1] ?? 0],
      chanceToBeBest: variant.chance_to_be_best,
    }))

function metricOf(rates: Rates, metric: Metric): number | null {
  if (isCustomKey(metric)) return rates.metrics.find(each => each.metric === metric)?.value ?? null
  return rates[metric === 'revenue' ? 'revenue_per_send' : metric]
}

/** Attributes in use: a rule normalises them, or a variant is targeted by them. */
const namesOf = (org: Org, template: Template): readonly string[] => [
  ...new Set([
    ...org.rules.map(({ name }) => name),
    ...template.variants.flatMap(({ attrs }) => Object.keys(attrs)),
  ]),
]
