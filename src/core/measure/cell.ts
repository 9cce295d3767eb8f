// The cell is part of an index key, which has to fit a third of a database page.
const LENGTH_MAX = 400

/**
 * The cell of a person: the values of the attributes that a template learns by, as text. Equal attributes give equal
 * text in any order. The cell is '' if none of the attributes is known, or if the text is too long.
 * @param attributes normalised
 * @param learned the attributes that the template learns by
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

/** The attributes in a cell, with their values. */
export const attributesOf = (cell: string): readonly (readonly [string, readonly string[]])[] =>
  cell === '' ? [] : JSON.parse(cell)
