/** A division of messages has at most so many rows: values, all others together, and messages without a value. */
export const SEGMENTS_MAX = 12

/** What else a division holds besides its values. */
export interface Besides {
  /** Whether there are messages with other values. They share a row. */
  readonly hasOthers: boolean
  /** Whether there are messages without a value. They have a row of their own. */
  readonly hasNone: boolean
}

/**
 * The values that get a row of their own: all, if that gives no more than `SEGMENTS_MAX` rows, else the largest. Only
 * numbers of messages decide, never outcomes: whoever picks segments by their results finds luck.
 * @param sizes messages by value
 * @returns the largest first; values of the same size in the order of their texts
 */
export function valuesWithRow(
  sizes: ReadonlyMap<string, number>,
  { hasOthers, hasNone }: Besides,
): readonly string[] {
  const values = [...sizes]
    .filter(([, messages]) => messages > 0)
    .toSorted(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
    .map(([value]) => value)
  const room = SEGMENTS_MAX - (hasNone ? 1 : 0)
  const isFull = values.length + (hasOthers ? 1 : 0) > room
  return isFull ? values.slice(0, room - 1) : values
}
