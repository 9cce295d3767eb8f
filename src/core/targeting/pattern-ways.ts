/** Values are cut to this many characters before a pattern sees them. */
export const SUBJECT_LENGTH_MAX = 256

/** Patterns with more ways are refused. The limit allows two stars anywhere, or three after `^`. */
export const WAYS_MAX = (SUBJECT_LENGTH_MAX + 1) ** 3

const GROUP = /\((?:\?(?:<?[=!]|<[^>]+>|[a-z-]*:))?/y
const ESCAPE = /\\(?:[pPu]\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c.|.)/suy
const CLASS = /\[(?:\\.|[^\]\\])*\]/suy
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y
const BACK_REFERENCE = /\\(?:[1-9]|k<)/y

/**
 * Computes an upper bound of the ways in which a backtracking matcher may fit the pattern to a value. Patterns with
 * many ways can take years. Nested repetition, `(a+)+`, gives practically infinity.
 * @param source a pattern that compiles
 */
export function countWays(source: string): number {
  let at = 0

  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found) at += found[0].length
    return found
  }

  /** Each alternative may start at this many places of the value, unless it is anchored. */
  function alternatives(placesMax: number): number {
    let ways = 0
    do {
      const places = source[at] === '^' ? 1 : placesMax
      ways += places * sequence()
    } while (source[at] === '|' && ++at)
    return ways
  }

  function sequence(): number {
    let ways = 1
    while (at < source.length && source[at] !== '|' && source[at] !== ')') ways *= repeated(atom())
    return ways
  }

  function atom(): number {
    if (take(GROUP)) {
      const ways = alternatives(1)
      at += 1
      return ways
    }
    // The pattern does not tell which text a back-reference matches.
    if (take(BACK_REFERENCE)) return Number.POSITIVE_INFINITY
    if (!take(ESCAPE) && !take(CLASS)) at += 1
    return 1
  }

  function repeated(ways: number): number {
    const found = take(QUANTIFIER)
    return found ? repeat(ways, ...boundsOf(found)) : ways
  }

  return alternatives(SUBJECT_LENGTH_MAX)
}

function boundsOf([, sign, least = '0', comma, most]: RegExpExecArray): readonly [number, number] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : SUBJECT_LENGTH_MAX]
  const from = Number(least)
  if (comma === '') return [from, from]
  return [from, most === '' ? SUBJECT_LENGTH_MAX : Number(most)]
}

/** ways^least + … + ways^most */
function repeat(ways: number, least: number, most: number): number {
  const last = Math.min(most, SUBJECT_LENGTH_MAX)
  let sum = 0
  for (let times = Math.min(least, last); times <= last; times++) sum += ways ** times
  return sum
}
