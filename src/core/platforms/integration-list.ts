/** The ids of an integration setting, which may be several, separated by commas. */
export const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map(id => id.trim())
    .filter(Boolean)
