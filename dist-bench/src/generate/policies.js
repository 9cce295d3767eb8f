import { withFloor } from '../bandit/floor.js';
import { KEY_METRICS } from '../bandit/key-metric.js';
import { loadCounts, loadVersions, saveAllocations, } from './policy-store.js';
// A finer change of the division is not worth a row in its history.
const NOTABLE_SHIFT = 0.005;
export function createPolicies(db, strategy, knownOrg) {
    const entries = new Map();
    const recorded = new Map();
    function build(org, template, counts, version) {
        const policy = strategy(evidenceOf(template, counts), `${org.slug}/${template.id}/${version}`);
        const entry = { org, template, counts, version, policy };
        entries.set(keyOf(org, template), entry);
        return entry;
    }
    async function entryOf(org, template) {
        const entry = entries.get(keyOf(org, template));
        // The catalogue makes a new object whenever the template or its variants are edited.
        if (entry?.template === template)
            return entry;
        if (entry)
            return build(org, template, entry.counts, entry.version);
        const [loaded] = await loadCounts(db, [{ org, template }]);
        return build(org, template, loaded?.counts ?? [], loaded?.version ?? 0);
    }
    return {
        policyOf: (org, template) => entryOf(org, template).catch(() => ({
            policy: strategy(evidenceOf(template, []), keyOf(org, template)),
            version: 0,
        })),
        async allocationOf(org, template) {
            return sharesOf(await entryOf(org, template));
        },
        async refresh() {
            const versions = await loadVersions(db, [...entries.values()]);
            const stale = [...entries.values()].filter(({ org, template, version }) => (versions.get(keyOf(org, template)) ?? 0) > version);
            if (stale.length === 0)
                return;
            const current = stale.flatMap(({ org, template }) => {
                const orgNow = knownOrg(org.id);
                const templateNow = orgNow?.templates.get(template.id);
                return orgNow && templateNow ? [{ org: orgNow, template: templateNow }] : [];
            });
            const rebuilt = (await loadCounts(db, current)).map(({ org, template, counts, version }) => build(org, template, counts, version));
            await saveAllocations(db, rebuilt.flatMap(notable));
        },
    };
    function notable(entry) {
        const key = keyOf(entry.org, entry.template);
        const shares = sharesOf(entry);
        const before = recorded.get(key);
        const shifted = [...shares].some(([id, share]) => Math.abs(share - (before?.get(id) ?? 0)) > NOTABLE_SHIFT);
        if (!shifted)
            return [];
        recorded.set(key, shares);
        return [{ orgId: entry.org.id, templateId: entry.template.id, version: entry.version, shares }];
    }
}
const keyOf = (org, template) => `${org.id}|${template.id}`;
function sharesOf({ policy, template }) {
    const ids = treated(template).map(({ id }) => id);
    const shares = withFloor(policy.weights(ids), template.epsilon);
    return new Map(ids.map((id, at) => [id, shares[at] ?? 0]));
}
const treated = (template) => template.variants.filter(({ isControl, status }) => !isControl && status === 'approved');
/** What the key metric says of each variant. Trials are messages the platform sent, or decisions where it reports no sends. */
function evidenceOf(template, counts) {
    const { kind, better, counted } = KEY_METRICS[template.keyMetric];
    const reportsSends = counts.some(({ sends }) => sends > 0);
    const byId = new Map(counts.filter(({ arm }) => arm === 'treatment').map(row => [row.variantId, row]));
    const rewards = treated(template).map(({ id: variantId }) => {
        const row = byId.get(variantId);
        if (!row)
            return { variantId, trials: 0, successes: 0, sum: 0, sumOfSquares: 0 };
        const trials = reportsSends ? row.sends : row.decisions;
        return {
            variantId,
            trials,
            successes: Math.min(trials, row[counted]),
            sum: row.revenue,
            sumOfSquares: row.squares,
        };
    });
    return { kind, better, rewards };
}
