import { betaInterval, normalInterval } from '../stats/credible-interval.js';
import { drawBeta } from '../stats/draw-beta.js';
import { drawNormal } from '../stats/draw-normal.js';
/** How to read one reward in the light of all of them. A reward without trials gives the prior. */
export const posteriorOf = (evidence) => evidence.kind === 'rate' ? ratePosterior : amountPosterior(evidence.rewards);
/** Beta(1 + s, 1 + n - s): every rate was equally likely before. */
function ratePosterior({ trials, successes }) {
    const alpha = 1 + successes;
    // Reports of successes can be ahead of reports of sends.
    const beta = 1 + Math.max(0, trials - successes);
    return {
        draw: random => drawBeta(alpha, beta, random),
        interval: level => betaInterval(alpha, beta, level),
    };
}
// The prior is worth one message (unit information: Kass and Wasserman, 1995).
const PRIOR_MESSAGES = 1;
/**
 * Normal with a known variance s², that of a single message: the mean is N((m + S) / (1 + n), s² / (1 + n))
 * for a sum S over n messages and the average m over all variants. The variance is pooled too: one's own
 * would be zero for a variant without a single order, and make it certain to be worth nothing, or a jackpot.
 */
function amountPosterior(rewards) {
    const total = (of) => rewards.reduce((sum, reward) => sum + of(reward), 0);
    const trials = total(reward => reward.trials);
    const priorMean = trials === 0 ? 0 : total(reward => reward.sum) / trials;
    const variance = trials === 0 ? 0 : total(reward => reward.sumOfSquares) / trials - priorMean ** 2;
    // Where all messages are worth the same, any spread does: variants then differ by nothing else.
    const spread = variance > 0 ? Math.sqrt(variance) : 1;
    return reward => {
        const weight = PRIOR_MESSAGES + reward.trials;
        const mean = (PRIOR_MESSAGES * priorMean + reward.sum) / weight;
        const deviation = spread / Math.sqrt(weight);
        return {
            draw: random => mean + deviation * drawNormal(random),
            interval: level => normalInterval(mean, deviation, level),
        };
    };
}
