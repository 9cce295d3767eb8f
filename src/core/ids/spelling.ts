// Nearly every id matches. It has one spelling only.
const VISIBLE_ASCII = /^[\x21-\x7e]+$/

// Characters without a glyph: zero-width characters, soft hyphens, direction marks, byte order marks, controls.
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}/gu
const WHITE_SPACE = /[\s\u2800]/g

/**
 * The one spelling of an id: Unicode NFC, without invisible characters and outer white space. Inner white space of any
 * kind is an ordinary space. Equal ids of two senders, such as "josé" in composed and decomposed form, become equal.
 */
export function spell(text: string): string {
  if (VISIBLE_ASCII.test(text)) return text
  return text.replace(INVISIBLE, '').replace(WHITE_SPACE, ' ').trim().normalize('NFC')
}

const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]*[\p{L}\p{N}][^\s@<>,;]*$/u
// A domain with a dot: other user ids with an @ keep their case.
const INTERNET_ADDRESS = /^[^\s@<>,;]+@(?:[\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]{2,}$/u
const WITH_NAME = /^[^<>]*<([^\s<>]+)>$/

/** Whether the text is written as an address of email. A domain without a dot, as in a local network, is accepted. */
export const isAddress = (text: string): boolean => ADDRESS.test(text)

/** Whether a user id or an address is an address of email. */
export const isInternetAddress = (text: string): boolean => text.includes('@') && INTERNET_ADDRESS.test(text)

/** The one spelling of a user id. Addresses are compared without case, also as user ids. */
export function spellUserId(text: string): string {
  const spelled = spell(text)
  return isInternetAddress(spelled) ? lowerCase(spelled) : spelled
}

/** The one spelling of an address: lower case, without `mailto:` and without the name of `Ann <ann@example.com>`. */
export function spellAddress(text: string): string {
  const spelled = spell(text).replace(/^mailto:\s*/i, '')
  return lowerCase(WITH_NAME.exec(spelled)?.[1] ?? spelled)
}

// The lower case of a composed letter may be a decomposed one.
const lowerCase = (text: string): string => text.toLowerCase().normalize('NFC')

const DIGITS_AFTER_PLUS = /^ \d[\d ()./-]{5,}$/

/**
 * Restores a `+` that a query string turned into a space, where only a `+` is possible: inside an address, and before
 * the digits of a phone number. All other values stay as they are.
 */
export function restorePlus(value: string): string {
  if (!value.includes(' ')) return value
  if (DIGITS_AFTER_PLUS.test(value)) return `+${value.slice(1)}`
  const joined = value.trim().replaceAll(' ', '+')
  return joined.includes('@') && !value.includes('<') && isAddress(joined) ? joined : value
}
