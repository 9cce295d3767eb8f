import { RE2JS, RE2JSException, RE2Set } from 're2js'
import { fail, ok, type Result } from '../../lib/result.ts'
import { countWays, SUBJECT_LENGTH_MAX } from './pattern-ways.ts'

/** A regular expression with a known upper bound of work. */
export interface Pattern {
  /** The largest number of instructions that matching this value runs. */
  stepsFor(value: string): number
  /** Whether the pattern matches anywhere in the first 256 characters of the value. */
  fits(value: string): boolean
  /** Size in instructions. */
  readonly size: number
}

/** The largest size of one expression, in instructions. `[a-z]{1,900}` has 1,800. */
export const PATTERN_SIZE_MAX = 2_000
/** The size of the table of states, which makes matching fast. Beyond it, the matcher works without a table. */
const TABLE_BYTES = 32_768
/** The limit allows two stars after `^`. */
const BACKTRACKING_WAYS_MAX = (SUBJECT_LENGTH_MAX + 1) ** 2

/**
 * Compiles a pattern for RE2, whose work is linear in the length of the value.
 * @param source a JavaScript regular expression that compiles
 * @param flags any of i, m, s and u; RE2 always reads whole characters, as u requires
 */
export function compilePattern(source: string, flags: string): Result<Pattern, string> {
  try {
    // An RE2 set of one expression, because only the table of a set can be kept small.
    const set = new RE2Set(RE2Set.UNANCHORED, flagsOf(flags), TABLE_BYTES)
    set.add(translate(source))
    set.compile()
    const size = set.prog.numInst()
    if (size > PATTERN_SIZE_MAX) return fail(TOO_BIG)
    return ok({
      size,
      stepsFor: value => size * (Math.min(value.length, SUBJECT_LENGTH_MAX) + 1),
      fits: value => set.match(cut(value)).length > 0,
    })
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return fail(
      LOOK_AROUND.test(source) ? LOOKS_AROUND : `The regular expression ${NOT_TAKEN}${error.message}.`,
    )
  }
}

/**
 * Compiles a stored expression that RE2 does not accept, for a backtracking matcher. Undefined if matching could take
 * long.
 */
export function compileBacktracking(source: string, flags: string): Pattern | undefined {
  const ways = countWays(source)
  if (ways > BACKTRACKING_WAYS_MAX) return undefined
  const pattern = new RegExp(source, flags)
  return { size: source.length, stepsFor: () => ways, fits: value => pattern.test(cut(value)) }
}

const cut = (value: string): string => value.slice(0, SUBJECT_LENGTH_MAX)

const LOOK_AROUND = /\(\?<?[=!]/
const LOOKS_AROUND =
  'The regular expression looks ahead or behind. RE2 does not support this. Write a pattern for the texts that ' +
  'match, and add texts that must not match to an earlier option, because earlier patterns win.'
const NOT_TAKEN = 'is not valid for RE2, whose syntax is at https://github.com/google/re2/wiki/Syntax: '
const TOO_BIG =
  `The regular expression is too big: it compiles to more than ${PATTERN_SIZE_MAX} instructions. ` +
  'Use smaller repetitions, such as + instead of {1,900}.'

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}
const flagsOf = (flags: string): number => [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)

/** In RE2, `\s` matches ASCII blanks only; in JavaScript all, such as non-breaking spaces. */
const BLANKS = '\\s\\v\\p{Z}\\x{FEFF}'
const TOKEN = /\[(?:\\.|[^\]\\])*\]|\\./gsu

const translate = (source: string): string =>
  RE2JS.translateRegExp(
    source.replace(TOKEN, token => {
      if (token.startsWith('['))
        return token.replace(/\\./gsu, inside => (inside === '\\s' ? BLANKS : inside))
      if (token === '\\s') return `[${BLANKS}]`
      return token === '\\S' ? `[^${BLANKS}]` : token
    }),
  )
