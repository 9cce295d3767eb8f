import { drawLogGamma } from './draw-log-gamma.js';
/**
 * A draw from Beta(alpha, beta), both above 0: X / (X + Y) of two gamma draws, written so that two
 * draws too small for a double still have a ratio.
 */
export function drawBeta(alpha, beta, random) {
    const logX = drawLogGamma(alpha, random);
    const logY = drawLogGamma(beta, random);
    return 1 / (1 + Math.exp(logY - logX));
}
