import { Buffer, isUtf8 } from 'node:buffer'
import secureJson from 'secure-json-parse'
import { fail, ok, type Result } from './result.ts'

export type UnreadableJson = 'empty' | 'not-utf8' | 'not-json' | 'too-deep'

export const JSON_DEPTH_MAX = 64

// Text that PostgreSQL cannot store: NUL, and surrogates without their other half.
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i

/**
 * Reads JSON from outside into a value that can be stored anywhere. `__proto__` keys are dropped, NUL and lone
 * surrogates become U+FFFD, and nesting is limited.
 */
export function readJson(bytes: Uint8Array): Result<unknown, UnreadableJson> {
  if (bytes.length === 0) return fail('empty')
  if (!isUtf8(bytes)) return fail('not-utf8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (isTooDeep(text)) return fail('too-deep')
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
 * Whether the text has no byte order mark, no escapes, and no `__proto__` key. Most texts pass and need no further
 * check.
 */
const isHarmless = (text: string): boolean =>
  text.charCodeAt(0) !== BYTE_ORDER_MARK && !text.includes('__') && !text.includes('\\')

const BYTE_ORDER_MARK = 0xfeff

/** Counts brackets outside strings. This is cheaper than walking the value, and happens before anything is built. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character === QUOTE) at = endOfString(text, at)
    else if ((character | CASE) === OPENING) depth += 1
    else if ((character | CASE) === CLOSING) depth -= 1
    if (depth > JSON_DEPTH_MAX) return true
  }
  return false
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
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item)]))
}
