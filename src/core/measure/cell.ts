// It is part of the key of what is counted, which has to fit a third of a page of the database.
const LENGTH_MAX = 400

/**
 * The cell of a person: the values of the attributes that a template learns by, as text. Equal attributes give
 * equal text, whatever the order they came in; nothing known of any of them is the empty cell '', and so is more
 * than fits.
 * @param attributes normalised
 * @param learned the attributes that matter
 */
export function cellOf(
  attributes: Readonly<Record<string, readonly string[]>>,
  learned: readonly string[],
): string {
  const known = [...learned]
    .sort()
    .flatMap(name => (Object.hasOwn(attributes, name) ? [[name, [...(attributes[name] ?? [])].sort()]] : []))
  const cell = known.length === 0 ? '' : JSON.stringify(known)
  return cell.length > LENGTH_MAX ? '' : cell
}

/** The attributes that a cell says something of, with their values. */
export const attributesOf = (cell: string): readonly (readonly [string, readonly string[]])[] =>
  cell === '' ? [] : JSON.parse(cell)
