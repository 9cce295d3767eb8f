import { isHashedName } from './hashed-name.ts'
import { isAddress } from './spelling.ts'
import { hasMarks, isPlainVariable, isVariable, unescaped } from './unfilled.ts'
import { isPlaceholder, isShortWord } from './words.ts'

/** What an id is the id of. */
export type IdKind =
  /** A user id. */
  | 'person'
  /** An address of email. */
  | 'address'
  | 'phone'
  /** A message, a decision, a variant or a call. */
  | 'message'
  /** An event. Its id may be made of parts, of which some are empty. */
  | 'event'
  /** A campaign, a journey or a template, whose ids may be names. */
  | 'source'

// A part of a joined id that was not filled in, as a program prints it: user_undefined, 17|null.
const MAY_BE_EMPTY = /null|NULL|undefined|None|NaN/
const EMPTY_PART = /(?:^|[\s|:;,/_-])(?:null|NULL|undefined|None|NaN)(?:$|[\s|:;,/_-])/

// The errors of spreadsheets: #N/A, #DIV/0!, #NAME?.
const SHEET_ERROR = /^#(?:n\/[ad]|nv|[a-z]+(?:\/0)?[!?])$/i

const SIGNS = /^[-–—_?.…*/\\@#+\s"'`()[\]{}<>]*$/
const AROUND = /^[^\p{L}\p{N}+\\-]+|[^\p{L}\p{N}]+$/gu

// Nearly every id matches. Quotes, brackets, spaces and template marks do not.
const PLAIN = /^[\w.+:-][\w.@+:-]*$/

/** Longer texts are shortened in messages. */
const SHOWN_MAX = 60

const PLACEHOLDER = 'is a placeholder'
const JOINED_PLACEHOLDER = 'has a placeholder as a part'
const TEMPLATE = 'is a template that was not filled in'

/**
 * Explains why an id names nobody and nothing, as the end of a sentence about it; undefined if it names somebody or
 * something. The only place that decides this: code that joins, credits, finds or erases people calls it first.
 * @param text in the spelling of `spell`
 */
export function whyNone(text: string, kind: IdKind): string | undefined {
  if (isObvious(text, kind)) return undefined
  const why = whyEmpty(text, kind)
  if (why !== undefined) return why
  if (kind === 'address' && !isAddress(text) && !isHashedName(text)) return 'is not an address'
  if (isOfPerson(kind) && text.includes('@') && isPlaceholderAddress(text)) return PLACEHOLDER
  if (kind === 'message' && text.includes('|') && hasEmptyPart(text.split('|'))) return JOINED_PLACEHOLDER
  return kind === 'phone' && !/\d/.test(text) ? 'is not a phone number' : undefined
}

// An id with a digit, such as user-17, and an address. Nearly every id is one of them, and needs no further check.
const NUMBERED = /^(?:[A-Za-z0][A-Za-z_0-]*)?[1-9][\w-]*$/
const MAILBOX = /^[A-Za-z\d][\w.+-]*@(?:[a-z\d-]+\.)+[a-z]{2,}$/

function isObvious(text: string, kind: IdKind): boolean {
  if (kind === 'phone' || MAY_BE_EMPTY.test(text)) return false
  if (text.includes('@')) return MAILBOX.test(text) && !(isOfPerson(kind) && isPlaceholderAddress(text))
  return kind !== 'address' && NUMBERED.test(text)
}

function whyEmpty(text: string, kind: IdKind): string | undefined {
  // A choice takes 80 µs. The full check takes 1 µs, this one a fifth of that.
  const isPlain = PLAIN.test(text)
  const plain = isPlain ? text : unescaped(text).normalize('NFKC').trim()
  if (!isPlain && hasMarks(plain)) return TEMPLATE
  if (isPlaceholder(plain.toLowerCase(), isOfPerson(kind)) || (!isPlain && isWrappedPlaceholder(plain, kind)))
    return PLACEHOLDER
  if (MAY_BE_EMPTY.test(plain) && isJoined(kind) && EMPTY_PART.test(plain)) return JOINED_PLACEHOLDER
  const isUnfilled = isPlain ? isPlainVariable : isVariable
  return kind !== 'source' && isUnfilled(plain) ? TEMPLATE : undefined
}

function isWrappedPlaceholder(text: string, kind: IdKind): boolean {
  const bare = text.replace(AROUND, '').toLowerCase()
  // An id may have no letter at all, such as 😀.
  return SHEET_ERROR.test(text) || (bare === '' ? SIGNS.test(text) : isPlaceholder(bare, isOfPerson(kind)))
}

const isOfPerson = (kind: IdKind): boolean => kind === 'person' || kind === 'address'

/** Ids of events may have empty parts, and sources are names in plain words. */
const isJoined = (kind: IdKind): boolean => kind !== 'event' && kind !== 'source'

/**
 * Whether a part of a composite id, such as `dispatch|user` of Braze and Segment, is missing or a placeholder. Of a pair
 * the last part is a person. In longer ids 0 may be a number.
 */
function hasEmptyPart(parts: readonly string[]): boolean {
  const [first = '', last = ''] = parts
  if (parts.length === 2)
    return whyEmpty(first, 'message') !== undefined || whyEmpty(last, 'person') !== undefined
  return parts.some(part => !/\d/.test(part) && whyEmpty(part, 'message') !== undefined)
}

/** An address of placeholders, such as undefined@undefined.com, is none; also one for everybody without an address. */
function isPlaceholderAddress(text: string): boolean {
  if (NO_MAILBOX.test(text)) return true
  const at = text.indexOf('@')
  const [first = ''] = text.slice(at + 1).split('.', 1)
  return isShortWord(first.toLowerCase()) && isPlaceholder(text.slice(0, at).toLowerCase(), true)
}

// Tills and forms write these where somebody has none. "None" and "anonymous" may be names.
const NO_MAILBOX = /^(?:null|undefined|unknown|(?:no|not|without)[._-]?(?:e?mail|provided|set|available))@/i

/** A sentence that says why an id was ignored; undefined if it names somebody or something, or is absent. */
export function passedOver(field: string, text: string | null, kind: IdKind): string | undefined {
  const why = text === null ? undefined : whyNone(text, kind)
  if (text === null || why === undefined) return undefined
  const shown = text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
  const nobody = kind === 'message' || kind === 'event' || kind === 'source' ? 'nothing' : 'nobody'
  return `The ${field} "${shown}" names ${nobody}: it ${why}. It was ignored.`
}

const isNaming = (text: string, kind: IdKind): boolean => whyNone(text, kind) === undefined

/** The text, null if it names nothing. @param text in the spelling of `spell` */
export const naming = (text: string | null, kind: IdKind): string | null =>
  text !== null && isNaming(text, kind) ? text : null

/** The same for a name of a person, which may be a user id or an address. */
export const namingPerson = (text: string | null): string | null => naming(text, 'person')
