import { plainForm, type SmsLength, smsLength } from './sms.ts'

/** A place that shows a limited length, such as the subject line on a phone. */
interface Place {
  readonly limit: number
  /** What happens beyond the limit: the end of a sentence. */
  readonly beyond: string
}

/** The length of a rendered text, and of its place. */
export interface TextLength {
  readonly characters: number
  /** The number of characters that the place shows; null if it shows all. */
  readonly limit: number | null
  /** For text messages. */
  readonly sms: SmsLength | null
}

const EMAIL: readonly (readonly [RegExp, Place])[] = [
  [
    /^(?:e?mail_?)?subject(?:_?line)?$/i,
    { limit: 50, beyond: 'a phone cuts it off after about 50 characters' },
  ],
  [/^(?:pre_?header|preview(?:_?text)?)$/i, { limit: 90, beyond: 'an inbox shows about 90 characters' }],
]
const PUSH: readonly (readonly [RegExp, Place])[] = [
  [/^(?:title|heading|headline)$/i, { limit: 45, beyond: 'a phone shows one line of about 45 characters' }],
  [
    /^(?:body|text|message|content|alert|copy)$/i,
    { limit: 90, beyond: 'a closed notification shows two lines of about 45 characters' },
  ],
]
const PLACES: ReadonlyMap<string, typeof EMAIL> = new Map([
  ['email', EMAIL],
  ['push', PUSH],
])

const SMS_TEXT = /^(?:body|text|message|content|sms|copy)$/i

const placeOf = (channel: string, variable: string): Place | undefined =>
  PLACES.get(channel)?.find(([name]) => name.test(variable))?.[1]

/** The length of a rendered text in its place. Characters are code points. */
export function lengthOf(
  channel: string,
  variables: readonly string[],
  variable: string,
  text: string,
): TextLength {
  const isSms = channel === 'sms' && (variables.length === 1 || SMS_TEXT.test(variable))
  return {
    characters: [...text].length,
    limit: placeOf(channel, variable)?.limit ?? null,
    sms: isSms ? smsLength(text) : null,
  }
}

export interface LengthWarning {
  readonly code: 'too-long' | 'unicode-sms'
  readonly message: string
  /** A character of the text, and one that takes less room. */
  readonly correction?: readonly [word: string, suggestion: string]
}

/** What does not fit, as sentences. */
export function lengthWarnings(
  channel: string,
  variable: string,
  length: TextLength,
): readonly LengthWarning[] {
  const { characters, limit, sms } = length
  const place = placeOf(channel, variable)
  if (place && limit !== null && characters > limit)
    return [{ code: 'too-long', message: `${variable} has ${characters} characters; ${place.beyond}.` }]
  return sms === null ? [] : smsWarnings(sms)
}

function smsWarnings({ segments, foreign }: SmsLength): readonly LengthWarning[] {
  const costs: readonly LengthWarning[] =
    segments > 1
      ? [{ code: 'too-long', message: `This is sent as ${segments} text messages, and costs as much.` }]
      : []
  const unicode = foreign.map((character): LengthWarning => {
    const plain = plainForm(character)
    const message = `The character ${character} halves the room: 70 characters a text message instead of 160.`
    return {
      code: 'unicode-sms',
      message: plain === undefined ? message : `${message} Write ${plain} instead.`,
      ...(plain !== undefined && { correction: [character, plain] }),
    }
  })
  return [...costs, ...unicode.slice(0, UNICODE_WARNINGS_MAX)]
}

const UNICODE_WARNINGS_MAX = 3
