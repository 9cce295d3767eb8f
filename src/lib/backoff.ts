/** The delay before the next attempt, in milliseconds. It doubles with each failure, up to a limit. */
export const backoffMs = (failures: number, firstMs: number, maxMs: number): number =>
  Math.min(maxMs, firstMs * 2 ** failures)
