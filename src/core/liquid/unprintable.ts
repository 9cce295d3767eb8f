/** What programs print where a value is missing: a number that is none, or an object. It never reaches a person. */
const NEVER = /\bNaN\b|\[object [A-Za-z]+\]/
const AMOUNT = /[$€£¥]\s?-?Infinity\b|\bInfinity\s?[%$€£¥]|-Infinity\b/
const MARKS = ['NaN', '[object ', 'Infinity']

/** The marks that a source itself contains. Its author wants to see them. */
export const marksIn = (source: string): readonly string[] => MARKS.filter(mark => source.includes(mark))

/**
 * The first word of a rendered text that no person may see; undefined if there is none. `Infinity` is also a name, so
 * alone it counts only if it is the whole value of a field.
 * @param own the marks of the source
 */
export function unprintableIn(
  text: string,
  own: readonly string[],
  fields: Readonly<Record<string, unknown>>,
): string | undefined {
  const marks = MARKS.filter(mark => text.includes(mark) && !own.includes(mark))
  if (marks.length === 0) return undefined
  const word = NEVER.exec(text)?.[0] ?? AMOUNT.exec(text)?.[0]
  if (word !== undefined && marks.some(mark => word.includes(mark))) return word
  return marks.includes('Infinity') && hasInfinity(fields) ? 'Infinity' : undefined
}

const hasInfinity = (fields: Readonly<Record<string, unknown>>): boolean =>
  /"[-+]?Infinity"/.test(JSON.stringify(fields))

/** The text without such words. */
export function withoutUnprintable(
  text: string,
  own: readonly string[],
  fields: Readonly<Record<string, unknown>>,
): string {
  const word = unprintableIn(text, own, fields)
  return word === undefined ? text : withoutUnprintable(text.replaceAll(word, ''), own, fields)
}
