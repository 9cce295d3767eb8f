import { createRandom } from '../stats/random.js';
import { posteriorOf } from './posterior.js';
import { shareOfWins } from './winners.js';
/** Rows of the table: shares come in steps of 1/512. */
const DRAWS = 512;
/** Attributes can make very many sets of eligible variants; beyond this many the cache starts anew. */
const CACHED_SETS_MAX = 1000;
/**
 * Thompson sampling (Thompson, 1933; Chapelle and Li, 2011) from a finite table: 512 draws of every
 * posterior, side by side. The weight of an eligible variant is the share of rows in which it is the
 * best of those eligible. The table is the policy, so the weights are exact propensities.
 */
export const thompson = (evidence, seed) => {
    const posterior = posteriorOf(evidence);
    const rewards = new Map(evidence.rewards.map(reward => [reward.variantId, reward]));
    const columns = new Map();
    const cache = new Map();
    function columnOf(variantId) {
        let column = columns.get(variantId);
        if (!column) {
            const { draw } = posterior(rewards.get(variantId) ?? nothingKnown(variantId));
            // One stream a variant: adding another one does not shift these draws.
            const random = createRandom(seed, variantId);
            column = Float64Array.from({ length: DRAWS }, () => draw(random));
            columns.set(variantId, column);
        }
        return column;
    }
    function weigh(eligible) {
        const sorted = eligible.toSorted();
        const wins = shareOfWins(sorted.map(columnOf), evidence.better);
        const shares = new Map(sorted.map((id, at) => [id, wins[at] ?? 0]));
        return eligible.map(id => shares.get(id) ?? 0);
    }
    return {
        weights(eligible) {
            const key = eligible.join('\0');
            let weights = cache.get(key);
            if (!weights) {
                if (cache.size >= CACHED_SETS_MAX)
                    cache.clear();
                weights = weigh(eligible);
                cache.set(key, weights);
            }
            return weights;
        },
    };
};
const nothingKnown = (variantId) => ({
    variantId,
    trials: 0,
    successes: 0,
    sum: 0,
    sumOfSquares: 0,
});
