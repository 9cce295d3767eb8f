import { betaQuantile } from './beta-quantile.js';
import { normalQuantile } from './normal-quantile.js';
/** The central interval that holds `level` (such as 0.95) of Beta(alpha, beta). */
export const betaInterval = (alpha, beta, level) => [
    betaQuantile((1 - level) / 2, alpha, beta),
    betaQuantile((1 + level) / 2, alpha, beta),
];
/** The central interval that holds `level` of a normal distribution. */
export function normalInterval(mean, deviation, level) {
    const reach = normalQuantile((1 + level) / 2) * deviation;
    return [mean - reach, mean + reach];
}
/** The central interval that holds `level` of some draws (at least one; they are not changed). */
export function drawnInterval(draws, level) {
    const sorted = draws.toSorted();
    const at = (probability) => sorted[Math.round(probability * (sorted.length - 1))] ?? Number.NaN;
    return [at((1 - level) / 2), at((1 + level) / 2)];
}
