import { KEY_METRICS } from '../bandit/key-metric.js';
import { groupBy } from '../lib/group-by.js';
import { fromMinorUnits } from '../lib/money.js';
import { compare, standingsOf } from './chances.js';
import { denominatorOf, figuresOf, metricOf, pool, rewardOf } from './figures.js';
import { gatesOf, hasEnoughMessages } from './gates.js';
/**
 * Counts as rates, lift and chances. The two groups of the experiment are compared with each other;
 * what was given outside of it ('fallback') is in no comparison.
 */
export function reportOf({ asOf, org, template, variants, tallies, allocation }) {
    const view = {
        denominator: denominatorOf(tallies),
        currency: org.currency,
        metric: template.keyMetric,
    };
    const inArm = (arm) => pool(tallies.filter(tally => tally.arm === arm));
    const [control, treatment, fallback] = [inArm('control'), inArm('treatment'), inArm('fallback')];
    const groups = { control, treatment, denominator: view.denominator };
    const seed = `${org.slug}/${template.id}`;
    const byVariant = groupBy(tallies.filter(({ arm }) => arm !== 'fallback'), ({ variantId }) => variantId);
    const listed = withDeleted(variants, [...byVariant.keys()]).map(variant => ({
        variant,
        totals: pool(byVariant.get(variant.id) ?? []),
    }));
    const shown = listed.filter(({ variant, totals }) => variant.status !== 'archived' || totals.decisions + totals.sends > 0);
    const standings = standingsOf(shown.map(({ variant, totals }) => rewardOf(variant.id, totals, view)), rewardOf('control', control, view), new Set(variants.filter(({ status }) => status === 'approved').map(({ id }) => id)), { metric: view.metric, seed });
    return {
        ...headingOf(asOf, template, view),
        control: figuresOf(control, view),
        treatment: figuresOf(treatment, view),
        fallback: { decisions: fallback.decisions, sends: fallback.sends },
        lift: liftOf(groups, view, seed),
        variants: shown.map(({ variant, totals }) => variantResult(variant, totals, standings.get(variant.id), view, allocation)),
        gates: gatesOf(template, groups),
    };
}
/** What stands above every kind of results. */
export const headingOf = (asOf, template, { currency, denominator }) => ({
    as_of: asOf.toISOString(),
    template: { id: template.id, name: template.name, key_metric: template.keyMetric, status: template.status },
    currency,
    denominator,
});
/** Counts outlive their variants. */
function withDeleted(variants, counted) {
    const known = new Set(variants.map(({ id }) => id));
    const deleted = counted.filter(id => !known.has(id));
    return [
        ...variants,
        ...deleted.map(id => ({ id, name: 'Deleted variant', isControl: false, status: 'deleted', themes: [] })),
    ];
}
function liftOf(groups, view, seed) {
    const control = metricOf(figuresOf(groups.control, view), view.metric);
    const treatment = metricOf(figuresOf(groups.treatment, view), view.metric);
    if (control === null || treatment === null) {
        return {
            metric: view.metric,
            absolute: null,
            relative: null,
            interval: null,
            chance_to_beat_control: null,
            enough_data: false,
        };
    }
    const { chance, relative } = compare(rewardOf('control', groups.control, view), rewardOf('treatment', groups.treatment, view), view.metric, seed);
    return {
        metric: view.metric,
        absolute: treatment - control,
        relative: control > 0 ? treatment / control - 1 : null,
        interval: control > 0 && relative ? [...relative] : null,
        chance_to_beat_control: chance,
        enough_data: hasEnoughMessages(groups),
    };
}
function variantResult({ id, name, isControl, status, themes }, totals, standing, view, allocation) {
    const open = view.denominator === 'sends' ? totals.openSends : totals.openDecisions;
    return {
        id,
        name,
        control: isControl,
        status,
        themes: [...themes],
        allocation: allocation.size === 0 ? null : (allocation.get(id) ?? 0),
        ...figuresOf(totals, view),
        maturing: KEY_METRICS[view.metric].matures ? open : 0,
        interval: standing?.interval ? inUnits(standing.interval, view) : null,
        // The control variant is the control group, as a rule: comparing it with itself says nothing.
        chance_to_beat_control: isControl ? null : (standing?.chanceToBeatControl ?? null),
        chance_to_be_best: standing?.chanceToBeBest ?? null,
    };
}
const inUnits = ([low, high], { metric, currency }) => metric === 'revenue' ? [fromMinorUnits(low, currency), fromMinorUnits(high, currency)] : [low, high];
