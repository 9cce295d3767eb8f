import type { GuardedMetric } from '../../core/inference/guardrails/guardrails.ts'
import { successFor, windowOfMetric } from '../../core/measure/key-metric.ts'
import { usedAs } from '../../core/measure/measures.ts'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { delayCurve } from './delay.ts'
import type { Diagnostics } from './schema.ts'
import { loadDelays, loadDrift, loadRecentReports, loadSendReports } from './store.ts'

type Count = 'clicks' | (typeof GUARDED)[number]['count']
interface Counts extends Readonly<Record<Count | 'sends' | 'decisions', number>> {
  readonly metrics: readonly {
    readonly metric: string
    readonly messages: number
    readonly value: number | null
  }[]
}
const GUARDED = usedAs('guardrail')

/** The parts of the results page that the checks use. */
export interface ReportedFigures {
  readonly denominator: 'sends' | 'decisions'
  readonly gates: Diagnostics['gates']
  readonly control: Counts
  readonly variants: readonly (Counts & {
    readonly id: string
    readonly name: string
    readonly control: boolean
    readonly status: string
    readonly blocked: { readonly metric: string } | null
  })[]
}

export interface DiagnosisSources {
  readonly db: Database
  readonly clock: Clock
  /** Names of events that appear in no result, at most 100. */
  readonly listUnmapped: (org: Org) => Promise<
    readonly {
      readonly platform: string
      readonly event: string
      readonly count: number
      readonly last_seen: string
    }[]
  >
  readonly loadReport: (org: Org, template: Template) => Promise<ReportedFigures>
}

/** The newest events of the organisation that are looked at. */
const EVENTS_MAX = 5_000
const NAMES_MAX = 10
/** With fewer messages, nobody may have clicked by chance. */
const SILENT_MESSAGES = 100

/** The checks of a template, each with its figures. */
export async function diagnose(
  { db, clock, loadReport, listUnmapped }: DiagnosisSources,
  org: Org,
  template: Template,
): Promise<Diagnostics> {
  const now = clock()
  const report = await loadReport(org, template)
  const reports = await loadRecentReports(db, org.id, template.id, EVENTS_MAX)
  const to = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS)
  const from = new Date(to.getTime() - 7 * DAY_MS)
  const { decisions, sends } = await loadSendReports(db, org.id, template.id, { from, to })
  const unmapped = await listUnmapped(org)
  const drift = await loadDrift(db, org.id, template.id)
  return {
    as_of: now.toISOString(),
    denominator: report.denominator,
    gates: report.gates,
    guardrails: guardrailsOf(report, template),
    never_clicked: neverClicked(report),
    reports: {
      ...{ events: reports.events, since: reports.since?.toISOString() ?? null },
      ...{ unmatched: reports.unmatched, counted: reports.counted },
      ...{ outside_window: reports.outsideWindow, before_send: reports.beforeSend },
    },
    unreported: {
      ...{ from: from.toISOString(), to: to.toISOString(), decisions, sends },
      share: decisions === 0 ? null : Math.max(0, 1 - sends / decisions),
    },
    unmapped: {
      count: unmapped.length,
      names: unmapped
        .toSorted((a, b) => b.count - a.count)
        .slice(0, NAMES_MAX)
        .map(({ platform, event, count, last_seen }) => ({ platform, event, count, last_seen })),
    },
    delay: await delayOf(db, org, template),
    drift: drift === undefined ? null : { since: drift.since.toISOString(), detail: drift.detail },
  }
}

async function delayOf(db: Database, org: Org, template: Template) {
  const { id, keyMetric } = template
  const success = successFor(keyMetric)
  const window = windowOfMetric(template, keyMetric)
  return {
    success,
    ...delayCurve(await loadDelays(db, org.id, id, success)),
    window: window ? { offset_days: window.offsetDays, lookback_days: window.lookbackDays } : null,
  }
}

function guardrailsOf(
  { variants, control, denominator }: ReportedFigures,
  { learning }: Template,
): Diagnostics['guardrails'] {
  const guarded: readonly Watched[] = [
    ...GUARDED.map(
      ({ rate, count }): Watched => ({
        metric: rate,
        figuresIn: counts => ({ count: counts[count], value: shareOf(counts[count], counts[denominator]) }),
      }),
    ),
    ...learning.guardrails.map(
      ({ metric }): Watched => ({
        metric,
        figuresIn({ metrics }) {
          const found = metrics.find(each => each.metric === metric)
          return { count: found?.messages ?? 0, value: found?.value ?? null }
        },
      }),
    ),
  ]
  return variants
    .filter(variant => !variant.control && variant.status === 'approved')
    .flatMap(variant =>
      guarded.map(({ metric, figuresIn }) => {
        const { count, value } = figuresIn(variant)
        return {
          ...{ variant_id: variant.id, name: variant.name, metric },
          ...{ count, messages: variant[denominator] },
          ...{ rate: value, control_rate: figuresIn(control).value },
          blocked: variant.blocked?.metric === metric,
        }
      }),
    )
}

/** What a guardrail watches. */
interface Watched {
  readonly metric: GuardedMetric
  /** Messages that it happened to, and its rate or its amount a message. */
  readonly figuresIn: (counts: Counts) => { readonly count: number; readonly value: number | null }
}

const shareOf = (count: number, messages: number): number | null => (messages === 0 ? null : count / messages)

function neverClicked({ variants, denominator }: ReportedFigures): Diagnostics['never_clicked'] {
  if (variants.every(({ clicks }) => clicks === 0)) return []
  return variants
    .filter(variant => variant.clicks === 0 && variant[denominator] >= SILENT_MESSAGES)
    .map(variant => ({ variant_id: variant.id, name: variant.name, messages: variant[denominator] }))
}
