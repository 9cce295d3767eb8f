import { fail, ok, type Result } from '../../lib/result.ts'
import { compileBacktracking, compilePattern, type Pattern } from './pattern.ts'
import { countWays, WAYS_MAX } from './pattern-ways.ts'

/** What an alias stands for: one text, in lower case, or every text that a pattern matches. */
export type Alias = { readonly text: string } | { readonly pattern: Pattern }

const PATTERN_LENGTH_MAX = 200
const DELIMITED = /^\/(.+)\/([a-z]*)$/su

/** Whether an alias is written as a regular expression. */
export const isExpression = (written: string): boolean => DELIMITED.test(written.trim())

/** Reads an alias as it was written: `/…/flags` is a regular expression, everything else exact text. */
export function readAlias(written: string): Result<Alias, string> {
  const expression = readExpression(written)
  if (!expression.ok) return expression
  if ('text' in expression.value) return ok(expression.value)
  const { source, flags } = expression.value
  const pattern = compilePattern(source, flags)
  return pattern.ok ? ok({ pattern: pattern.value }) : pattern
}

/**
 * Reads an alias that was saved, perhaps when more was taken than today. What `readAlias` refuses is still used
 * where it can be within narrow bounds, and undefined where it cannot.
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
    return fail(`The regular expression has the flags "${other}"; only i, m, s and u are taken.`)
  try {
    new RegExp(source, flags)
  } catch (error) {
    return fail(error instanceof Error ? `${error.message}.` : 'This is no regular expression.')
  }
  return countWays(source) <= WAYS_MAX ? ok({ source, flags }) : fail(TOO_SLOW)
}

const TOO_SLOW =
  'The regular expression could take too long. Do not repeat what is repeated itself, as in (a+)+, do not ' +
  'refer back to groups, and use at most two of * and +, or three in an expression that begins with ^.'
