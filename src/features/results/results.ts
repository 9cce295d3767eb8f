import type { Blocked } from '../../core/inference/guardrails/guardrails.ts'
import type { KeyMetric } from '../../core/measure/custom-metric.ts'
import { amountKey, faultOfMetric, lookbackOf, metricRow, successFor } from '../../core/measure/key-metric.ts'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS, HOUR_MS } from '../../lib/duration.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Period } from '../../runtime/http/period.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { denominatorOf } from './figures.ts'
import { cutTo, type KeptSums } from './kept-sums.ts'
import { loadLimits } from './money/limits-store.ts'
import { loadDesignEffect } from './people/design-effect.ts'
import { periodOf } from './ranges.ts'
import { reportOf } from './report.ts'
import type { ResultsQuery } from './schema/query.ts'
import type { Denominator, Results } from './schema.ts'
import { loadTallies, loadVariants, type Tally } from './store.ts'
import { loadArmSums, loadDecisionSums } from './sums-store.ts'

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
  sources: ResultsSources,
  subject: Subject,
  query: ResultsQuery,
): Promise<Results> {
  const { db, clock, allocationOf, blockedOf } = sources
  const { org, template } = subject
  const asOf = clock()
  const period = periodOf(query, asOf)
  const metric = metricAsked(query, template)
  const variants = await loadVariants(db, { orgId: org.id, templateId: template.id })
  const allocation = await allocationOf(org, template)
  const blocked = await blockedOf(org, template)
  const tallies = await loadTotals(db, subject, period, { asOf, metric })
  const denominator = denominatorOf(tallies)
  const sums = await loadSums(db, subject, { asOf, metric, denominator })
  const kept = sums && within(sums, period, asOf)
  const designEffect = await loadDesignEffect(db, subject, { metric, denominator }, period)
  return reportOf({ asOf, org, template, metric, variants, tallies, allocation, kept, blocked, designEffect })
}

/**
 * The metric of a request, by default that of the template.
 * @throws Problem invalid-request if the organisation has no such metric
 */
export function metricAsked({ metric }: Pick<ResultsQuery, 'metric'>, template: Template): KeyMetric {
  const message = metric && metric !== template.keyMetric ? faultOfMetric(template, metric) : undefined
  if (message !== undefined) throw new Problem('invalid-request', message, [{ field: '/metric', message }])
  return metric ?? template.keyMetric
}

/** The sums of a period by variant and arm. */
export const loadTotals = (
  db: Database,
  { org, template }: Subject,
  period: Period,
  { asOf, metric }: Pick<SumsAsked, 'asOf' | 'metric'>,
): Promise<readonly Tally[]> =>
  loadTallies(
    db,
    { orgId: org.id, templateId: template.id, ...period },
    { bucket: 'all', openAfter: openAfter(template, metric, asOf), rowsMax: ROWS_MAX },
  )

// Wordings and arms of a template: far fewer.
const ROWS_MAX = 50_000

/** The decisions of hours that begin after this moment may still succeed: an hour is open as long as any part of it. */
export const openAfter = (template: Template, metric: KeyMetric, asOf: Date): Date =>
  new Date(asOf.getTime() - lookbackOf(template, metric) * DAY_MS - HOUR_MS)

export interface SumsAsked {
  readonly asOf: Date
  readonly metric: KeyMetric
  readonly denominator: Denominator
}

/** The sums of all time; undefined if none are kept. */
export async function loadSums(
  db: Database,
  { org, template }: Subject,
  { asOf, metric, denominator }: SumsAsked,
): Promise<KeptSums | undefined> {
  const currency = amountKey(metric, org.currency)
  const lookbackDays = lookbackOf(template, metric)
  const isAmount = metricRow(template, metric).kind === 'amount'
  const place = { orgId: org.id, templateId: template.id, now: asOf, lookbackDays }
  const limits = isAmount
    ? await loadLimits(db, { orgId: org.id, templateId: template.id, currency })
    : undefined
  const outcomes = await loadArmSums(db, {
    ...{ ...place, currency, isAmount, success: successFor(metric) },
    denominator: denominator === 'sends' ? 'send' : 'decision',
    cap: limits?.cap,
  })
  if (outcomes.length === 0) return undefined
  const decisions = await loadDecisionSums(db, place)
  return { metric: outcomes, decisions, matureUntilMs: asOf.getTime() - lookbackDays * DAY_MS, limits }
}

/** The sums of a period; undefined if it cuts a stretch of time. */
export const within = (sums: KeptSums, { from, to }: Period, asOf: Date): KeptSums | undefined =>
  // Nothing is later than now, so a period that ends now or later cuts nothing off.
  cutTo(sums, { from, to: to !== undefined && to >= asOf ? undefined : to })
