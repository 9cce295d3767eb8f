import { fail, ok, type Result } from '../../lib/result.ts'
import { compileBacktracking, compilePattern, type Pattern } from './pattern.ts'
import { countWays, WAYS_MAX } from './pattern-ways.ts'

/** The texts that an alias matches: one text, in lower case, or all that match a pattern. */
export type Alias = { readonly text: string } | { readonly pattern: Pattern }

const PATTERN_LENGTH_MAX = 200
const DELIMITED = /^\/(.+)\/([a-z]*)$/su

/** Whether an alias is written as a regular expression. */
export const isExpression = (written: string): boolean => DELIMITED.test(written.trim())

/**
 * Reads a new alias: `/…/flags` is a regular expression, everything else exact text. The error says how to correct it.
 */
export function readAlias(written: string): Result<Alias, string> {
  const expression = readExpression(written)
  if (!expression.ok) return expression
  if ('text' in expression.value) return ok(expression.value)
  const { source, flags } = expression.value
  const pattern = compilePattern(source, flags)
  return pattern.ok ? ok({ pattern: pattern.value }) : pattern
}

/**
 * Reads a stored alias, which an older version may have accepted by weaker rules. A pattern that `readAlias` refuses is
 * used if it is within narrow limits; otherwise the result is undefined.
 */
export function readSavedAlias(written: string): Alias | undefined {
  const expression = readExpression(written)
  if (!expression.ok) return undefined
  if ('text' in expression.value) return expression.value
  const { source, flags } = expression.value
  const compiled = compilePattern(source, flags)
  const pattern = compiled.ok ? compiled.value : compileBacktracking(source, flags)
  return pattern && { pattern }
}

type Expression = { readonly text: string } | { readonly source: string; readonly flags: string }

function readExpression(written: string): Result<Expression, string> {
  const [, source, flags = ''] = DELIMITED.exec(written.trim()) ?? []
  if (source === undefined) return ok({ text: written.trim().toLowerCase() })
  if (source.length > PATTERN_LENGTH_MAX) {
    return fail(`The regular expression is longer than ${PATTERN_LENGTH_MAX} characters.`)
  }
  const other = flags.replace(/[imsu]/g, '')
  if (other !== '')
    return fail(`The regular expression has the flags "${other}". Only i, m, s and u are allowed.`)
  try {
    new RegExp(source, flags)
  } catch (error) {
    return fail(error instanceof Error ? `${error.message}.` : 'This is not a regular expression.')
  }
  return countWays(source) <= WAYS_MAX ? ok({ source, flags }) : fail(TOO_SLOW)
}

const TOO_SLOW =
  'The regular expression could take too long. Do not nest repetitions, as in (a+)+, do not use references ' +
  'to groups, and use at most two of * and +, or three in an expression that begins with ^.'
