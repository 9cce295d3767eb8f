import type { Blocked } from '../../core/inference/guardrails.ts'
import { KEY_METRICS } from '../../core/measure/key-metric.ts'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { denominatorOf } from './figures.ts'
import { cutTo, type KeptSums } from './kept-sums.ts'
import { reportOf } from './report.ts'
import type { Denominator, Results, ResultsQuery, Series, SeriesQuery } from './schema.ts'
import { loadAllocations, loadTallies, loadVariants, type Scope } from './store.ts'
import { loadArmSums, loadCap, loadDecisionSums } from './sums-store.ts'
import { seriesOf } from './timeseries.ts'

export interface ResultsSources {
  readonly db: Database
  readonly clock: Clock
  /** The present share of treated traffic by variant id; empty while it is unknown. */
  readonly allocationOf: (org: Org, template: Template) => Promise<ReadonlyMap<string, number>>
  /** The reasons why guardrails block variants at present, by variant id. */
  readonly blockedOf: (org: Org, template: Template) => Promise<ReadonlyMap<string, Blocked>>
}

/** The template of the results. */
export interface Subject {
  readonly org: Org
  readonly template: Template
}

/** @throws Problem invalid-request */
export async function loadReport(
  { db, clock, allocationOf, blockedOf }: ResultsSources,
  { org, template }: Subject,
  query: ResultsQuery,
): Promise<Results> {
  const scope = { orgId: org.id, templateId: template.id, ...readPeriod(query) }
  const asOf = clock()
  // An hour is open as long as any part of it is open.
  const openAfter = new Date(asOf.getTime() - template.attribution.lookbackDays * DAY_MS - HOUR_MS)
  const tallies = await loadTallies(db, scope, { bucket: 'all', openAfter, rowsMax: POINTS_MAX })
  const variants = await loadVariants(db, scope)
  const allocation = await allocationOf(org, template)
  const blocked = await blockedOf(org, template)
  const kept = await loadKept(db, { org, template }, scope, { asOf, denominator: denominatorOf(tallies) })
  return reportOf({ asOf, org, template, variants, tallies, allocation, kept, blocked })
}

/** The sums of the period; undefined if none are kept for it. */
async function loadKept(
  db: Database,
  { org, template }: Subject,
  { orgId, templateId, from, to }: Scope,
  { asOf, denominator }: { readonly asOf: Date; readonly denominator: Denominator },
): Promise<KeptSums | undefined> {
  const { currency } = org
  const { lookbackDays } = template.attribution
  const isAmount = KEY_METRICS[template.keyMetric].kind === 'amount'
  const place = { orgId, templateId, now: asOf, lookbackDays }
  const metric = await loadArmSums(db, {
    ...{ ...place, currency, metric: template.keyMetric },
    denominator: denominator === 'sends' ? 'send' : 'decision',
    cap: isAmount ? await loadCap(db, { orgId, templateId, currency }) : undefined,
  })
  if (metric.length === 0) return undefined
  const decisions = await loadDecisionSums(db, place)
  const matureUntilMs = asOf.getTime() - lookbackDays * DAY_MS
  // Nothing is later than now, so a period that ends now or later cuts nothing off.
  const until = to !== undefined && to >= asOf ? undefined : to
  return cutTo({ metric, decisions, matureUntilMs }, { from, to: until })
}

/** More points than this help nobody, and cost the server its memory. */
const POINTS_MAX = 50_000

/** @throws Problem invalid-request, or unprocessable if the answer would be too long */
export async function loadSeries(
  { db, clock }: ResultsSources,
  { org, template }: Subject,
  query: SeriesQuery,
): Promise<Series> {
  const scope = { orgId: org.id, templateId: template.id, ...readPeriod(query) }
  const { interval = 'day', metric = template.keyMetric } = query
  const asOf = clock()
  const tallies = await loadTallies(db, scope, {
    bucket: interval,
    openAfter: asOf,
    rowsMax: POINTS_MAX + 1,
  })
  if (tallies.length > POINTS_MAX) {
    throw new Problem(
      'unprocessable',
      `This would be more than ${POINTS_MAX} points. Ask for a longer interval, or a shorter time.`,
    )
  }
  const allocations = await loadAllocations(db, scope)
  return seriesOf({ asOf, org, template, interval, metric, tallies, allocations })
}
