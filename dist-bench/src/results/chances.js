import { KEY_METRICS } from '../bandit/key-metric.js';
import { posteriorOf } from '../bandit/posterior.js';
import { shareOfWins } from '../bandit/winners.js';
import { drawnInterval } from '../stats/credible-interval.js';
import { createRandom } from '../stats/random.js';
const LEVEL = 0.95;
// Enough for two digits of a chance. Many variants share a budget, because the server waits meanwhile.
const DRAWS_MAX = 10_000;
const DRAWS_MIN = 500;
const DRAWS_IN_ALL = 100_000;
/** Treatment against control, by draws from both posteriors. The same counts always give the same answer. */
export function compare(control, treatment, metric, seed) {
    const evidence = evidenceOf(metric, [control, treatment]);
    const posterior = posteriorOf(evidence);
    const controls = draw(posterior(control), seed, 'control', DRAWS_MAX);
    const treatments = draw(posterior(treatment), seed, 'treatment', DRAWS_MAX);
    const [chance = 0] = shareOfWins([treatments, controls], evidence.better);
    const [low] = posterior(control).interval(LEVEL);
    const ratios = treatments.map((value, at) => value / (controls[at] ?? Number.NaN) - 1);
    return { chance, relative: low > 0 ? drawnInterval(ratios, LEVEL) : null };
}
/**
 * Where each variant stands. Those without trials are left out: the prior alone would call them best.
 * @param control the control group, which may be more than one variant
 * @param mayWin ids of the variants that compete for being best
 */
export function standingsOf(variants, control, mayWin, { metric, seed }) {
    const tried = variants.filter(({ trials }) => trials > 0);
    const evidence = evidenceOf(metric, tried);
    const posterior = posteriorOf(evidence);
    const draws = Math.max(DRAWS_MIN, Math.min(DRAWS_MAX, Math.floor(DRAWS_IN_ALL / (tried.length + 1))));
    const columns = new Map(tried.map(reward => [reward.variantId, draw(posterior(reward), seed, reward.variantId, draws)]));
    const controls = control.trials > 0 ? draw(posterior(control), seed, 'control', draws) : undefined;
    const contenders = [...columns].filter(([id]) => mayWin.has(id)).sort(([a], [b]) => (a < b ? -1 : 1));
    const wins = shareOfWins(contenders.map(([, column]) => column), evidence.better);
    const best = new Map(contenders.map(([id], at) => [id, wins[at] ?? 0]));
    return new Map(variants.map(reward => {
        const column = columns.get(reward.variantId);
        const [beats = 0] = column && controls ? shareOfWins([column, controls], evidence.better) : [];
        const standing = {
            interval: column ? posterior(reward).interval(LEVEL) : null,
            chanceToBeatControl: column && controls ? beats : null,
            chanceToBeBest: best.get(reward.variantId) ?? null,
        };
        return [reward.variantId, standing];
    }));
}
const evidenceOf = (metric, rewards) => ({
    kind: KEY_METRICS[metric].kind,
    better: KEY_METRICS[metric].better,
    rewards,
});
function draw(posterior, seed, name, draws) {
    const random = createRandom('results', seed, name);
    return Float64Array.from({ length: draws }, () => posterior.draw(random));
}
