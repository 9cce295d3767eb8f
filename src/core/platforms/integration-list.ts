/** The ids in an integration setting. Several ids are separated by commas. */
export const listOf = (value: string | undefined): readonly string[] =>
  (value ?? '')
    .split(',')
    .map(id => id.trim())
    .filter(Boolean)
