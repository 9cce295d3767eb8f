import { isNameOfPeople, isOnePerson } from '../../../core/ids/names-person.ts'
import { ALPHA } from '../../../core/inference/alpha.ts'
import { valuesWithRow } from '../../../core/inference/segments.ts'
import { amountKey, metricRow } from '../../../core/measure/key-metric.ts'
import { declaredValues } from '../../../core/targeting/declared-values.ts'
import type { AttributeRule } from '../../../core/targeting/rule.ts'
import { HOUR_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { viewOf } from '../figures.ts'
import { loadLimits } from '../money/limits-store.ts'
import { loadDesignEffect } from '../people/design-effect.ts'
import { periodOf } from '../ranges.ts'
import { loadTotals, metricAsked, openAfter, type ResultsSources, type Subject } from '../results.ts'
import type { Gate } from '../schema/comparison.ts'
import type { ResultsQuery } from '../schema/query.ts'
import { type Scan, scanPages } from './scan-store.ts'
import { segmentRows } from './segment-rows.ts'
import type { Segments } from './segment-schema.ts'
import { type Tallied, tallySegments } from './tally-segments.ts'

/** Two to four seconds, in pages of some hundredths of a second. */
const READ_MAX = 200_000

/**
 * The rule of an attribute that messages may be divided by.
 * @throws Problem invalid-request
 */
export function segmentRule({ rules }: Pick<Org, 'rules'>, name: string): AttributeRule {
  const usable = rules.filter(rule => !namesPeople(rule))
  const rule = usable.find(each => each.name === name)
  if (rule) return rule
  const message = rules.some(each => each.name === name)
    ? 'is an attribute that names people. Results are never divided by people.'
    : 'has no rule. Results are divided by the values that a rule of the attribute names.'
  const others = usable.map(each => each.name)
  throw new Problem(
    'invalid-request',
    `"${name}" ${message} ${others.length > 0 ? `There are: ${others.join(', ')}.` : 'There is no attribute with a rule.'}`,
    [{ field: '/segment', message }],
  )
}

const namesPeople = ({ name, source = name }: AttributeRule): boolean =>
  isNameOfPeople(name) || isNameOfPeople(source)

/**
 * The results for each value of an attribute, from stored decisions.
 * @param gates of the results as a whole
 */
export async function loadSegments(
  sources: ResultsSources,
  subject: Subject,
  query: ResultsQuery,
  rule: AttributeRule,
  gates: readonly Gate[],
): Promise<Segments> {
  const { db, clock } = sources
  const { org, template } = subject
  const asOf = clock()
  const period = periodOf(query, asOf)
  const metric = metricAsked(query, template)
  const view = viewOf(org, template, metric, await loadTotals(db, subject, period, { asOf, metric }))
  const place = { orgId: org.id, templateId: template.id, currency: org.currency }
  const values = declaredValues(rule).filter(value => !isOnePerson(value))
  const isAmount = metricRow(template, metric).kind === 'amount'
  const limits = isAmount
    ? await loadLimits(db, { ...place, currency: amountKey(metric, org.currency) })
    : undefined
  const scan: Scan = {
    ...{ ...place, metric, values, customMetrics: template.customMetrics, denominator: view.denominator },
    attribute: rule.name,
    cap: limits?.cap,
    openAfter: openAfter(template, metric, asOf),
    // Results are counted by whole hours.
    from: wholeHour(period.from ?? new Date(0)),
    to: wholeHour(period.to ?? new Date(asOf.getTime() + HOUR_MS)),
  }
  const count = (own: Scan) => tallySegments(scanPages(db, own), READ_MAX)
  const all = await count(scan)
  const shown = shownOf(all)
  // A message may have several values. Counted again, it is one of the others only once.
  const tallied = shown.length < valuesIn(all).length ? await count({ ...scan, values: shown }) : all
  const designEffect = await loadDesignEffect(db, subject, view, period)
  return {
    ...{ attribute: rule.name, level: 1 - ALPHA, computed_at: asOf.toISOString() },
    has_overlap: hasOverlap(tallied),
    covers: { decisions: tallied.decisions, from: tallied.endedAt?.toISOString() ?? null },
    rows: segmentRows(tallied.parts, { view, template, designEffect, gates }),
  }
}

const wholeHour = (at: Date): Date => new Date(Math.ceil(at.getTime() / HOUR_MS) * HOUR_MS)

const valuesIn = ({ parts }: Tallied) => parts.filter(({ kind }) => kind === 'value')

const sizeOf = ({ control, treatment }: Tallied['parts'][number]): number =>
  control.decisions + treatment.decisions

function shownOf(all: Tallied): readonly string[] {
  const sizes = new Map(
    valuesIn(all).flatMap(part => (part.value === null ? [] : [[part.value, sizeOf(part)]])),
  )
  const has = (kind: string) => all.parts.some(part => part.kind === kind)
  return valuesWithRow(sizes, { hasOthers: has('others'), hasNone: has('none') })
}

const hasOverlap = ({ parts, decisions }: Tallied): boolean =>
  parts.reduce((sum, part) => sum + sizeOf(part), 0) > decisions
