/**
 * The first and the last of some moments. With them as bounds, a statement opens only the partitions that it needs:
 * the planner knows values, but not the rows of an array.
 * @param moments at least one
 */
export function boundsOf(moments: readonly Date[]): readonly [first: Date, last: Date] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const moment of moments) {
    const ms = moment.getTime()
    if (ms < first) first = ms
    if (ms > last) last = ms
  }
  return [new Date(first), new Date(last)]
}

/** The condition on a column, whose bounds are the parameters `$next` and the one after. */
export const isWithin = (column: string, next: number): string =>
  `${column} between $${next} and $${next + 1}`
