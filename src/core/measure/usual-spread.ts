/**
 * The usual spread between variants of one template, as a share of their mean: 24.5 % in the median of 3,814 published
 * headline tests (Upworthy Research Archive, exploratory part).
 */
export const USUAL_SPREAD = 0.25

/** The weight of the usual spread, in variants, when it is mixed with the observed spread. */
const USUAL_WORTH = 2

/**
 * The variance between variants, drawn towards the usual one.
 * @param observed the moment estimate of DerSimonian and Laird (1986)
 * @param freedom the number of observed variants, less one
 */
export const heldNearUsual = (observed: number, freedom: number, usual: number): number =>
  (freedom * observed + USUAL_WORTH * usual) / (freedom + USUAL_WORTH)
