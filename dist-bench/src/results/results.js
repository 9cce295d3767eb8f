import { readPeriod } from '../http/period.js';
import { Problem } from '../http/problem.js';
import { reportOf } from './report.js';
import { loadAllocations, loadTallies, loadVariants } from './store.js';
import { seriesOf } from './timeseries.js';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** @throws Problem invalid-request */
export async function loadReport({ db, clock, allocationOf }, { org, template }, query) {
    const scope = { orgId: org.id, templateId: template.id, ...readPeriod(query) };
    const asOf = clock();
    // An hour is open as long as any part of it is.
    const openAfter = new Date(asOf.getTime() - template.attribution.lookbackDays * DAY_MS - HOUR_MS);
    const tallies = await loadTallies(db, scope, { bucket: 'all', openAfter, rowsMax: POINTS_MAX });
    const variants = await loadVariants(db, scope);
    const allocation = await allocationOf(org, template);
    return reportOf({ asOf, org, template, variants, tallies, allocation });
}
/** Beyond this many, an answer helps nobody and costs the server its memory. */
const POINTS_MAX = 50_000;
/** @throws Problem invalid-request, or unprocessable when it would be too long */
export async function loadSeries({ db, clock }, { org, template }, query) {
    const scope = { orgId: org.id, templateId: template.id, ...readPeriod(query) };
    const { interval = 'day', metric = template.keyMetric } = query;
    const asOf = clock();
    const tallies = await loadTallies(db, scope, {
        bucket: interval,
        openAfter: asOf,
        rowsMax: POINTS_MAX + 1,
    });
    if (tallies.length > POINTS_MAX) {
        throw new Problem('unprocessable', `This would be more than ${POINTS_MAX} points. Ask for a longer interval, or a shorter time.`);
    }
    const allocations = await loadAllocations(db, scope);
    return seriesOf({ asOf, org, template, interval, metric, tallies, allocations });
}
