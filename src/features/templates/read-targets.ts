type Value = string | number | boolean

/** Targeting attributes as stored: lists of distinct values in lower case. */
export const readTargets = (
  attrs: Readonly<Record<string, Value | readonly Value[]>>,
): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(attrs).map(([name, given]) => {
      const values = Array.isArray(given) ? given : [given]
      return [name, [...new Set(values.map(value => String(value).trim().toLowerCase()))]]
    }),
  )
