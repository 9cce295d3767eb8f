import { Problem } from '../../../runtime/http/problem.ts'
import { denominatorOf } from '../figures.ts'
import { groundOf } from '../ground.ts'
import { loadDesignEffect } from '../people/design-effect.ts'
import { periodOf } from '../ranges.ts'
import {
  loadSums,
  loadTotals,
  metricAsked,
  openAfter,
  type ResultsSources,
  type Subject,
  within,
} from '../results.ts'
import { loadAllocations, loadTallies } from '../store.ts'
import { liftSoFar } from './lift-so-far.ts'
import type { Series, SeriesQuery } from './series-schema.ts'
import { seriesOf } from './timeseries.ts'

/** More points than this help nobody, and cost the server its memory. */
const POINTS_MAX = 50_000

/** @throws Problem invalid-request, or unprocessable if the answer would be too long */
export async function loadSeries(
  { db, clock }: Pick<ResultsSources, 'db' | 'clock'>,
  subject: Subject,
  query: SeriesQuery,
): Promise<Series> {
  const { org, template } = subject
  const asOf = clock()
  const period = periodOf(query, asOf)
  const scope = { orgId: org.id, templateId: template.id, ...period }
  const { interval = 'day', steps, timezone } = query
  const metric = metricAsked(query, template)
  checkZone(timezone)
  const tallies = await loadTallies(db, scope, {
    ...{ bucket: interval, openAfter: openAfter(template, metric, asOf), rowsMax: POINTS_MAX + 1, timezone },
  })
  if (tallies.length > POINTS_MAX) {
    throw new Problem(
      'unprocessable',
      `This would be more than ${POINTS_MAX} points. Ask for a longer interval, or a shorter time.`,
    )
  }
  const allocations = await loadAllocations(db, scope, steps)
  const totals = await loadTotals(db, subject, period, { asOf, metric })
  const denominator = denominatorOf(totals)
  const sums = await loadSums(db, subject, { asOf, metric, denominator })
  const kept = sums && within(sums, period, asOf)
  const designEffect = await loadDesignEffect(db, subject, { metric, denominator }, period)
  const ground = groundOf({ org, template, metric, tallies: totals, kept, designEffect })
  const lift = liftSoFar({ asOf, template, ground, kept, tallies, steps })
  return seriesOf({ asOf, org, template, interval, timezone, metric, tallies, allocations, lift })
}

/** @throws Problem invalid-request */
function checkZone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    const message = 'must be an IANA time zone, such as Europe/Berlin'
    throw new Problem('invalid-request', `timezone ${message}.`, [{ field: '/timezone', message }])
  }
}
