interface Lettered {
  /** Ids sort by the time of creation. */
  readonly id: string
  readonly control: boolean
}

const LETTERS = 26

/**
 * The letter of each wording, by its id: A for the first that was made, `=` for control. Give all wordings of the
 * template, archived ones too, so that a wording keeps its letter for life.
 */
export function lettersOf(variants: readonly Lettered[]): ReadonlyMap<string, string> {
  const treated = variants.filter(({ control }) => !control).map(({ id }) => id)
  const letters = new Map(treated.toSorted().map((id, at) => [id, letterAt(at)]))
  for (const { id, control } of variants) if (control) letters.set(id, '=')
  return letters
}

/** A to Z, then AA, AB and so on. */
const letterAt = (at: number): string =>
  (at < LETTERS ? '' : letterAt(Math.floor(at / LETTERS) - 1)) + String.fromCharCode(65 + (at % LETTERS))
