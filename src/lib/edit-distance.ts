/**
 * The number of edits that turn one text into the other: insertions, deletions, substitutions, and swaps of two
 * neighbours (optimal string alignment).
 */
export function editDistance(from: string, to: string): number {
  const [source, target] = [[...from], [...to]]
  let older: readonly number[] = []
  let previous: readonly number[] = Array.from({ length: target.length + 1 }, (_, at) => at)
  source.forEach((character, row) => {
    const current = [row + 1]
    target.forEach((other, column) => {
      const isSwap = character === target[column - 1] && source[row - 1] === other
      current.push(
        Math.min(
          at(previous, column + 1) + 1,
          at(current, column) + 1,
          at(previous, column) + (character === other ? 0 : 1),
          isSwap ? at(older, column - 1) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    })
    older = previous
    previous = current
  })
  return at(previous, target.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY

/** Longer words are not compared: the work grows with the square of the length. */
const LENGTH_MAX = 64

/**
 * The word that was probably meant: the nearest one with at most two edits, or one edit in words of less
 * than six characters. Upper and lower case count as equal. The first of several equally near words is returned.
 */
export function closest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LENGTH_MAX) return undefined
  let nearest: { readonly word: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const allowed = Math.min(candidate.length, word.length) < 6 ? 1 : 2
    if (Math.abs(candidate.length - word.length) > allowed) continue
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance <= allowed && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { word: candidate, distance }
  }
  return nearest?.word
}
