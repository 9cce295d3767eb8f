import { HOUR_MS } from '../../../lib/duration.ts'
import { normalCdf } from '../../stats/normal-cdf.ts'
import { edgesWithin, type Maturity, type Window } from './maturity.ts'

/**
 * The prior of a metric's delays, before any data. It is slow on purpose. If the curve is too fast, every young
 * message looks like a failure, which costs more than waiting. With an offset, the prior is uniform over the window;
 * otherwise it is like opens and clicks, with a median of three hours.
 */
export const usualMaturity = (window: Window): Maturity =>
  window.offsetMs > 0
    ? { edgesMs: [window.offsetMs, window.untilMs], shares: [0, 1] }
    : logNormalMaturity(window, USUAL_MEDIAN_MS, USUAL_SIGMA)

const USUAL_MEDIAN_MS = 3 * HOUR_MS
const USUAL_SIGMA = 1.5

/**
 * Delays with a log-normal distribution, among those that end within the window, as for opens and clicks.
 * @param medianMs of the delay after the offset
 * @param sigma the standard deviation of its logarithm
 */
export function logNormalMaturity(window: Window, medianMs: number, sigma: number): Maturity {
  const edgesMs = edgesWithin(window)
  const by = (edgeMs: number) => normalCdf(Math.log((edgeMs - window.offsetMs) / medianMs) / sigma)
  const all = by(window.untilMs)
  return { edgesMs, shares: edgesMs.map(edge => (edge === window.offsetMs ? 0 : by(edge) / all)) }
}
