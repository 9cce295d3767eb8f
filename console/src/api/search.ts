/** Reads one search parameter; undefined when its text means nothing. */
type Reader<Value> = (given: string) => Value | undefined

export const text: Reader<string> = given => (given === '' ? undefined : given)

export const integer: Reader<number> = given => (/^-?\d{1,15}$/.test(given) ? Number(given) : undefined)

/** `?live=1`. Absent means no. */
export const flag: Reader<true> = given => (given === '1' ? true : undefined)

export const oneOf =
  <const Value extends string>(...values: readonly Value[]): Reader<Value> =>
  given =>
    values.find(value => value === given)

type ValuesOf<Shape> = {
  [Name in keyof Shape]?: (Shape[Name] extends Reader<infer Value> ? Value : never) | undefined
}

/**
 * Declares the search parameters of a page. An unknown or senseless parameter is as if it were absent.
 * @returns reads them; the router and the links take their types from it
 */
export const searchOf =
  <Shape extends Record<string, Reader<string | number | true>>>(shape: Shape) =>
  (given: Record<string, unknown>): ValuesOf<Shape> => {
    const read: Record<string, unknown> = {}
    for (const [name, reader] of Object.entries(shape)) {
      const value = reader(asText(given[name]))
      if (value !== undefined) read[name] = value
    }
    return read as ValuesOf<Shape>
  }

const asText = (value: unknown): string => (value === true ? '1' : value === undefined ? '' : String(value))

/** Every value is plain text in the address: `?range=30d&live=1`. */
export const parseSearch = (given: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(given))

export function stringifySearch(given: Record<string, unknown>): string {
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, asText(value)]],
  )
  const search = new URLSearchParams(pairs).toString()
  return search === '' ? '' : `?${search}`
}
