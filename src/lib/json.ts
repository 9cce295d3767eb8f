import { Buffer, isUtf8 } from 'node:buffer'
import secureJson from 'secure-json-parse'
import { fail, ok, type Result } from './result.ts'

export type UnreadableJson = 'empty' | 'not-utf8' | 'not-json' | 'too-deep'

export const JSON_DEPTH_MAX = 64

// Text that PostgreSQL cannot store: NUL, and surrogates without their other half.
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/**
 * Reads JSON from outside into a value that can be stored anywhere. `__proto__` keys are dropped, NUL and lone
 * surrogates become U+FFFD, and nesting is limited. A whole number that a JavaScript number cannot hold, such as an id
 * of 19 digits, becomes text with all its digits.
 */
export function readJson(bytes: Uint8Array): Result<unknown, UnreadableJson> {
  if (bytes.length === 0) return fail('empty')
  if (!isUtf8(bytes)) return fail('not-utf8')
  return readJsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
}

/** The same for text that is well-formed. */
export function readJsonText(sent: string): Result<unknown, UnreadableJson> {
  if (sent === '') return fail('empty')
  const longNumbers: number[] = []
  if (isTooDeep(sent, longNumbers)) return fail('too-deep')
  const text = longNumbers.length === 0 ? sent : withNumbersAsText(sent, longNumbers)
  try {
    if (isHarmless(text)) return ok(JSON.parse(text))
    const value: unknown = secureJson.parse(text, undefined, SAFELY)
    return ok(UNSTORABLE.test(text) ? storable(value) : value)
  } catch {
    return fail('not-json')
  }
}

const SAFELY = { protoAction: 'remove', constructorAction: 'ignore' } as const

/**
 * Whether the text has no byte order mark, no escapes of characters by number, and no `__proto__` key. Most texts pass
 * and need no further check.
 */
const isHarmless = (text: string): boolean =>
  text.charCodeAt(0) !== BYTE_ORDER_MARK && !text.includes('__') && !text.includes('\\u')

const BYTE_ORDER_MARK = 0xfeff

/**
 * Counts brackets outside strings. This is cheaper than walking the value, and happens before anything is built.
 * @param longNumbers gets the places of long numbers
 */
function isTooDeep(text: string, longNumbers: number[]): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfString(text, at)
    else if (isDigit(character)) at = endOfDigits(text, at, longNumbers)
    else if ((character | CASE) === OPENING) depth += 1
    else if ((character | CASE) === CLOSING) depth -= 1
    if (depth > JSON_DEPTH_MAX) return true
  }
  return false
}

function endOfDigits(text: string, start: number, longNumbers: number[]): number {
  let at = start
  while (isDigit(text.charCodeAt(at + 1))) at += 1
  if (at - start >= DIGITS_MAX) longNumbers.push(start)
  return at
}

// JavaScript numbers hold any whole number of this many digits.
const DIGITS_MAX = 15

const isDigit = (character: number): boolean => character >= 0x30 && character <= 0x39

/** Puts quotes around the whole numbers at these places that a JavaScript number would change. */
function withNumbersAsText(text: string, places: readonly number[]): string {
  let changed = ''
  let done = 0
  for (const place of places) {
    const start = text.charAt(place - 1) === '-' ? place - 1 : place
    const [number = ''] = /^-?\d+/.exec(text.slice(start)) ?? []
    const end = start + number.length
    // Digits after a point or in an exponent are a part of another number; a leading zero is an error.
    const isWhole =
      !/[.eE+]/.test(text.charAt(start - 1)) && !/[.eE]/.test(text.charAt(end)) && text.charAt(place) !== '0'
    if (!isWhole || Number.isSafeInteger(Number(number))) continue
    changed += `${text.slice(done, start)}"${number}"`
    done = end
  }
  return changed + text.slice(done)
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
// Only this bit distinguishes `[` from `{`, and `]` from `}`.
const CASE = 0x20
const OPENING = 0x7b
const CLOSING = 0x7d

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

/** The same text without the characters that PostgreSQL refuses. */
export const storableText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\ufffd')

/** The same for everything inside a value, names of fields too. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item)]))
}

/** A JSON object whose fields have not been checked yet. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
