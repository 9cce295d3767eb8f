/** The value of a name that comes from outside. What every object has, such as `constructor`, is nobody's value. */
export const ownOf = <Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined
