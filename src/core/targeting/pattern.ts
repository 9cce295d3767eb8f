import { RE2JS, RE2JSException, RE2Set } from 're2js'
import { fail, ok, type Result } from '../../lib/result.ts'
import { countWays, SUBJECT_LENGTH_MAX } from './pattern-ways.ts'

/** A regular expression whose work is known before it begins. */
export interface Pattern {
  /** How often an instruction may be looked at before it is known whether the value fits. */
  stepsFor(value: string): number
  /** Whether it matches anywhere in the value, of which it sees the first 256 characters. */
  fits(value: string): boolean
  /** How large it is, in instructions. */
  readonly size: number
}

/** Instructions of one compiled expression: those of `[a-z]{1,900}` are 1,800. */
export const PATTERN_SIZE_MAX = 2_000
/** Of its table of states, which keeps the matcher fast. Beyond it, the matcher goes on without a table. */
const TABLE_BYTES = 32_768
/** Two stars behind `^` are within. */
const BACKTRACKING_WAYS_MAX = (SUBJECT_LENGTH_MAX + 1) ** 2

/**
 * Compiles for RE2, whose work grows with the length of the value and not faster.
 * @param source a JavaScript regular expression that compiles
 * @param flags of i, m, s and u; RE2 always reads whole characters, as u asks for
 */
export function compilePattern(source: string, flags: string): Result<Pattern, string> {
  try {
    // The set of one expression: its table can be kept small, and that of a single one cannot.
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

/** For an expression of earlier days that RE2 does not take: backtracks, or is none when that could take long. */
export function compileBacktracking(source: string, flags: string): Pattern | undefined {
  const ways = countWays(source)
  if (ways > BACKTRACKING_WAYS_MAX) return undefined
  const pattern = new RegExp(source, flags)
  return { size: source.length, stepsFor: () => ways, fits: value => pattern.test(cut(value)) }
}

const cut = (value: string): string => value.slice(0, SUBJECT_LENGTH_MAX)

const LOOK_AROUND = /\(\?<?[=!]/
const LOOKS_AROUND =
  'The regular expression looks ahead or behind, which a matcher that never takes long cannot do. Write what ' +
  'has to match; give what must not match to an option before this one, because earlier patterns win.'
const NOT_TAKEN = 'is none of RE2, whose syntax is at https://github.com/google/re2/wiki/Syntax: '
const TOO_BIG =
  `The regular expression is too big: it compiles to more than ${PATTERN_SIZE_MAX} instructions. ` +
  'Repeat less, as with + instead of {1,900}.'

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
}
const flagsOf = (flags: string): number => [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)

/** RE2 knows blanks of ASCII only, JavaScript all: such as those that do not break. */
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
