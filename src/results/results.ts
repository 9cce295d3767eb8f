import type { Org, Template } from '../catalog/catalog.ts'
import type { Database } from '../db/db.ts'
import { readPeriod } from '../http/period.ts'
import { Problem } from '../http/problem.ts'
import type { Clock } from '../lib/clock.ts'
import { reportOf } from './report.ts'
import type { Results, ResultsQuery, Series, SeriesQuery } from './schema.ts'
import { loadAllocations, loadTallies, loadVariants } from './store.ts'
import { seriesOf } from './timeseries.ts'

export interface ResultsSources {
  readonly db: Database
  readonly clock: Clock
  /** Share of treated traffic each variant gets at present, by variant id; empty while it is not known. */
  readonly allocationOf: (org: Org, template: Template) => Promise<ReadonlyMap<string, number>>
}

/** Where results are asked for. */
export interface Subject {
  readonly org: Org
  readonly template: Template
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** @throws Problem invalid-request */
export async function loadReport(
  { db, clock, allocationOf }: ResultsSources,
  { org, template }: Subject,
  query: ResultsQuery,
): Promise<Results> {
  const scope = { orgId: org.id, templateId: template.id, ...readPeriod(query) }
  const asOf = clock()
  // An hour is open as long as any part of it is.
  const openAfter = new Date(asOf.getTime() - template.attribution.lookbackDays * DAY_MS - HOUR_MS)
  const tallies = await loadTallies(db, scope, { bucket: 'all', openAfter, rowsMax: POINTS_MAX })
  const variants = await loadVariants(db, scope)
  const allocation = await allocationOf(org, template)
  return reportOf({ asOf, org, template, variants, tallies, allocation })
}

/** Beyond this many, an answer helps nobody and costs the server its memory. */
const POINTS_MAX = 50_000

/** @throws Problem invalid-request, or unprocessable when it would be too long */
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
