const fold = (name: string): string => name.toLowerCase().replace(/[_-]/g, '')

/** Finds the own name of a field that is written in another way: userId, USER_ID, user-id. */
export type FindName = (name: string) => string | undefined

export function fieldNames(names: Iterable<string>): FindName {
  const known = new Map([...names].map(name => [fold(name), name]))
  return name => known.get(fold(name))
}

/**
 * The fields under their own names. A field that is there under its own name too stays as it is.
 * @returns the same object if no name changes
 */
export function underOwnNames<Fields extends Readonly<Record<string, unknown>>>(
  fields: Fields,
  findName: FindName,
): Readonly<Record<string, unknown>> {
  const renamed = Object.keys(fields).flatMap(name => {
    const own = findName(name)
    return own === undefined || own === name || own in fields ? [] : [[name, own] as const]
  })
  if (renamed.length === 0) return fields
  const owns = new Map(renamed)
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [owns.get(name) ?? name, value]))
}
