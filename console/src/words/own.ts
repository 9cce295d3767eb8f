/** The value of a name that a person has chosen. What every object has, such as `constructor`, is nobody's value. */
export const ownOf = <Value>(
  values: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined => (values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined)
