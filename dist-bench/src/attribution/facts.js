export const NO_FACTS = {
    sentAt: null,
    delivered: false,
    opened: false,
    machineOpened: false,
    clicked: false,
    machineClicked: false,
    converted: false,
    unsubscribed: false,
    bounced: false,
    complained: false,
    revenue: {},
};
/** The facts that a message's events add up to. The order of the events does not matter. */
export function factsOf(attributions) {
    const has = (metric, machine = false) => attributions.some(each => each.metric === metric && each.machine === machine);
    const sends = attributions.filter(({ metric }) => metric === 'send').map(({ at }) => at.getTime());
    return {
        sentAt: sends.length === 0 ? null : new Date(Math.min(...sends)),
        delivered: has('delivery'),
        opened: has('open'),
        machineOpened: has('open', true),
        clicked: has('click'),
        machineClicked: has('click', true),
        converted: has('conversion'),
        unsubscribed: has('unsubscribe'),
        bounced: has('bounce'),
        complained: has('complaint'),
        revenue: revenueOf(attributions),
    };
}
function revenueOf(attributions) {
    const revenue = {};
    for (const { amountMinor, currency } of attributions) {
        if (amountMinor === null || currency === null)
            continue;
        const { amount, orders } = revenue[currency] ?? { amount: 0, orders: 0 };
        revenue[currency] = { amount: amount + amountMinor, orders: orders + 1 };
    }
    return revenue;
}
/** Sums per variant and hour, in the order of `COUNTS`. */
export const COUNTS = [
    'sends',
    'deliveries',
    'opens',
    'machine_opens',
    'clicks',
    'machine_clicks',
    'conversions',
    'unsubscribes',
    'bounces',
    'complaints',
];
const COUNTED_FACTS = [
    'sentAt',
    'delivered',
    'opened',
    'machineOpened',
    'clicked',
    'machineClicked',
    'converted',
    'unsubscribed',
    'bounced',
    'complained',
];
/** What the sums gain and lose when messages' facts change. Cells without a change are left out. */
export function countChanges(changed) {
    const counts = new Map();
    const revenue = new Map();
    for (const { send, before, after } of changed) {
        const cell = cellOf(send);
        if (!cell || !send.counted)
            continue;
        const key = [cell.templateId, cell.variantId, cell.arm, cell.hour.toISOString()].join('|');
        const sums = counts.get(key)?.change ?? COUNTS.map(() => 0);
        counts.set(key, {
            ...cell,
            change: COUNTED_FACTS.map((fact, at) => (sums[at] ?? 0) + Number(Boolean(after[fact])) - Number(Boolean(before[fact]))),
        });
        for (const currency of new Set([...Object.keys(before.revenue), ...Object.keys(after.revenue)])) {
            const was = before.revenue[currency] ?? { amount: 0, orders: 0 };
            const is = after.revenue[currency] ?? { amount: 0, orders: 0 };
            const sum = revenue.get(`${key}|${currency}`) ?? {
                ...cell,
                currency,
                amount: 0,
                squares: 0n,
                orders: 0,
            };
            revenue.set(`${key}|${currency}`, {
                ...sum,
                amount: sum.amount + is.amount - was.amount,
                squares: sum.squares + BigInt(is.amount) ** 2n - BigInt(was.amount) ** 2n,
                orders: sum.orders + is.orders - was.orders,
            });
        }
    }
    return {
        counts: [...counts.values()].filter(({ change }) => change.some(Boolean)),
        revenue: [...revenue.values()].filter(({ amount, squares, orders }) => amount !== 0 || squares !== 0n || orders !== 0),
    };
}
function cellOf({ templateId, variantId, arm, decidedAt }) {
    if (variantId === null)
        return undefined;
    return {
        templateId,
        variantId,
        arm,
        hour: new Date(Math.floor(decidedAt.getTime() / 3_600_000) * 3_600_000),
    };
}
