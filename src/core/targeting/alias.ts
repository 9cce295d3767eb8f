import { fail, ok, type Result } from '../../lib/result.ts'
import { countWays, SUBJECT_LENGTH_MAX, WAYS_MAX } from './pattern-ways.ts'

/** What an alias stands for: one text, in lower case, or every text that a pattern matches. */
export type Alias = { readonly text: string } | { readonly pattern: RegExp }

const PATTERN_LENGTH_MAX = 200
const DELIMITED = /^\/(.+)\/([a-z]*)$/su

/** Reads an alias as it was written: `/…/flags` is a regular expression, everything else exact text. */
export function readAlias(written: string): Result<Alias, string> {
  const [, source, flags = ''] = DELIMITED.exec(written.trim()) ?? []
  if (source === undefined) return ok({ text: written.trim().toLowerCase() })
  if (source.length > PATTERN_LENGTH_MAX) {
    return fail(`The regular expression is longer than ${PATTERN_LENGTH_MAX} characters.`)
  }
  const other = flags.replace(/[imsu]/g, '')
  if (other !== '')
    return fail(`The regular expression has the flags "${other}"; only i, m, s and u are taken.`)
  try {
    const pattern = new RegExp(source, flags)
    return countWays(source) <= WAYS_MAX ? ok({ pattern }) : fail(TOO_SLOW)
  } catch (error) {
    return fail(error instanceof Error ? `${error.message}.` : 'This is no regular expression.')
  }
}

const TOO_SLOW =
  'The regular expression could take too long. Do not repeat what is repeated itself, as in (a+)+, do not ' +
  'refer back to groups, and use at most two of * and +, or three in an expression that begins with ^.'

/** Whether the pattern fits the value as it was sent, which is cut to a length that keeps the search short. */
export const isFitting = (pattern: RegExp, value: string): boolean =>
  pattern.test(value.slice(0, SUBJECT_LENGTH_MAX))
