import { KEY_METRICS } from '../bandit/key-metric.js';
import { fromMinorUnits } from '../lib/money.js';
import { COUNT_NAMES } from './schema.js';
/** Rates are per send where the template has any, else per decision: the platform may not report sends. */
export const denominatorOf = (tallies) => tallies.some(({ sends }) => sends > 0) ? 'sends' : 'decisions';
/** Adds tallies up. None give zeros. */
export function pool(tallies) {
    const sum = (of) => tallies.reduce((total, tally) => total + of(tally), 0);
    const counts = Object.fromEntries(COUNT_NAMES.map(name => [name, sum(tally => tally[name])]));
    const currencies = [...new Set(tallies.flatMap(({ money }) => Object.keys(money)))].sort();
    const moneyIn = (currency) => ({
        amount: sum(({ money }) => money[currency]?.amount ?? 0),
        squares: sum(({ money }) => money[currency]?.squares ?? 0),
        orders: sum(({ money }) => money[currency]?.orders ?? 0),
    });
    return {
        ...counts,
        openDecisions: sum(({ openDecisions }) => openDecisions),
        openSends: sum(({ openSends }) => openSends),
        money: Object.fromEntries(currencies.map(currency => [currency, moneyIn(currency)])),
    };
}
/** Counts with their rates; money in units. */
export function figuresOf(totals, { denominator, currency }) {
    const { openDecisions: _decisions, openSends: _sends, money, ...counts } = totals;
    const messages = totals[denominator];
    const perMessage = (sum) => (messages === 0 ? null : sum / messages);
    const revenue = fromMinorUnits(money[currency]?.amount ?? 0, currency);
    return {
        ...counts,
        revenue,
        revenue_by_currency: Object.fromEntries(Object.entries(money).map(([code, { amount }]) => [code, fromMinorUnits(amount, code)])),
        orders: money[currency]?.orders ?? 0,
        open_rate: perMessage(totals.opens),
        click_rate: perMessage(totals.clicks),
        conversion_rate: perMessage(totals.conversions),
        unsubscribe_rate: perMessage(totals.unsubscribes),
        revenue_per_send: perMessage(revenue),
    };
}
/** The metric asked for, out of the figures: a fraction of messages, or revenue per message in units. */
export const metricOf = (figures, metric) => metric === 'revenue' ? figures.revenue_per_send : figures[metric];
/** The totals as what a posterior is made of: money in minor units. */
export function rewardOf(variantId, totals, { denominator, currency, metric }) {
    const money = totals.money[currency];
    return {
        variantId,
        trials: totals[denominator],
        successes: totals[KEY_METRICS[metric].counted],
        sum: money?.amount ?? 0,
        sumOfSquares: money?.squares ?? 0,
    };
}
