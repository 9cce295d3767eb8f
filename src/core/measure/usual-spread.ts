/**
 * How much variants of one template differ, as a share of their mean: 24.5 % in the median of 3,814 published headline
 * tests (Upworthy Research Archive, exploratory part).
 */
export const USUAL_SPREAD = 0.25

/** What few variants show of their own spread is mixed with the usual one, as if so many more variants had been seen. */
const USUAL_WORTH = 2

/**
 * The variance between variants, held near the usual one.
 * @param observed by the moments of DerSimonian and Laird (1986)
 * @param freedom how many variants have been seen, less one
 */
export const heldNearUsual = (observed: number, freedom: number, usual: number): number =>
  (freedom * observed + USUAL_WORTH * usual) / (freedom + USUAL_WORTH)
