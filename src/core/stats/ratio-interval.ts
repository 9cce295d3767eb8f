import type { Interval } from './credible-interval.ts'

const SMALL = 1e-9
const LARGE = 1e9

/**
 * The ratios around the observed one that are not too far from the data.
 * @param observed the ratio of the data; may be infinity
 * @param excess by how much the distance of a ratio is too large; negative for ratios in the interval
 * @returns the upper end is infinity if no ratio is too large
 */
export function ratioInterval(observed: number, excess: (ratio: number) => number): Interval {
  const low = observed === 0 ? 0 : search(excess, Math.min(observed, LARGE), 1 / 2)
  const high = observed === Number.POSITIVE_INFINITY ? observed : search(excess, Math.max(observed, SMALL), 2)
  return [low, high]
}

/** The point at which the excess becomes positive, searched from `start` in steps of `factor`. */
function search(excess: (ratio: number) => number, start: number, factor: number): number {
  let inside = start
  let outside = start * factor
  while (excess(outside) < 0) {
    if (outside < SMALL || outside > LARGE) return factor < 1 ? 0 : Number.POSITIVE_INFINITY
    inside = outside
    outside *= factor
  }
  for (let round = 0; round < 60; round++) {
    const middle = Math.sqrt(inside * outside)
    if (excess(middle) < 0) inside = middle
    else outside = middle
  }
  return inside
}
