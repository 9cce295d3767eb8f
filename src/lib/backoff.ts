/** The delay before the next try, in milliseconds: doubles with each failure, up to a bound. */
export const backoffMs = (failures: number, firstMs: number, maxMs: number): number =>
  Math.min(maxMs, firstMs * 2 ** failures)
