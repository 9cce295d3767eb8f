/** What a template can be optimised for, and how that is read from the counts. */
export const KEY_METRICS = {
    open_rate: { kind: 'rate', better: 'higher', counted: 'opens', matures: false },
    click_rate: { kind: 'rate', better: 'higher', counted: 'clicks', matures: false },
    conversion_rate: { kind: 'rate', better: 'higher', counted: 'conversions', matures: true },
    unsubscribe_rate: { kind: 'rate', better: 'lower', counted: 'unsubscribes', matures: false },
    revenue: { kind: 'amount', better: 'higher', counted: 'conversions', matures: true },
};
