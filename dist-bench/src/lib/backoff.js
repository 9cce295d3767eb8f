/** The delay before the next try, in milliseconds: doubles with each failure, up to a bound. */
export const backoffMs = (failures, firstMs, maxMs) => Math.min(maxMs, firstMs * 2 ** failures);
