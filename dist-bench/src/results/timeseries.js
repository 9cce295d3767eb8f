import { groupBy } from '../lib/group-by.js';
import { denominatorOf, figuresOf, metricOf, pool } from './figures.js';
import { headingOf } from './report.js';
/** Figures by time and variant. As in the report, what was given outside of the experiment is left out. */
export function seriesOf({ asOf, org, template, interval, metric, tallies, allocations, }) {
    const view = { denominator: denominatorOf(tallies), currency: org.currency, metric };
    const buckets = groupBy(tallies.filter(({ arm }) => arm !== 'fallback'), ({ at }) => at.toISOString());
    return {
        ...headingOf(asOf, template, view),
        interval,
        metric,
        buckets: [...buckets].map(([at, inBucket]) => ({
            at,
            variants: [...groupBy(inBucket, ({ variantId }) => variantId)].map(([id, rows]) => seriesFigures(id, rows, view)),
        })),
        allocations: allocations.map(({ at, weights }) => ({ at: at.toISOString(), weights })),
    };
}
function seriesFigures(id, tallies, view) {
    const figures = figuresOf(pool(tallies), view);
    const { decisions, sends, opens, clicks, conversions, unsubscribes, revenue } = figures;
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
    };
}
