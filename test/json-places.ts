/** A place in a JSON value: the names and numbers that lead there. */
export type Place = readonly string[]

/** The places of all values that contain no other. */
export const leavesOf = (value: unknown, place: Place = []): readonly Place[] =>
  typeof value !== 'object' || value === null
    ? [place]
    : Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...place, key]))

/** All places but the whole. */
export const placesIn = (value: unknown, place: Place = []): readonly Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, item]) => [[...place, key], ...placesIn(item, [...place, key])])

/** A copy with another value in one place. Undefined removes what is there. */
export function put(whole: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value
  const copy = Object.assign(Array.isArray(whole) ? [] : {}, whole) as Record<string, unknown>
  copy[key] = put(copy[key], rest, value)
  return copy
}
