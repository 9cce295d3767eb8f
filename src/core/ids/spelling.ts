import { unicodeDomain } from '../../lib/punycode.ts'
import { spell } from '../../lib/spell.ts'

const DOMAIN = String.raw`[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)*`
const ADDRESS = new RegExp(String.raw`^[^\s@<>,;]+@(?=.*[\p{L}\p{N}])(?:${DOMAIN}|\[[\w.:]+\])$`, 'u')
// A domain with a dot: other user ids with an @ keep their case.
const INTERNET_ADDRESS = /^[^\s@<>,;]+@(?:[\p{L}\p{N}\p{M}-]+\.)+[\p{L}\p{N}\p{M}-]{2,}$/u

/** Whether the text is written as an address of email. A domain without a dot, as in a local network, is accepted. */
export const isAddress = (text: string): boolean => ADDRESS.test(text)

/** Whether a user id or an address is an address of email. */
export const isInternetAddress = (text: string): boolean => text.includes('@') && INTERNET_ADDRESS.test(text)

const MAY_BE_ADDRESS = /[@\uff20]|%40/

/** The one spelling of a user id. That of an address is the address's, also as a user id. */
export function spellUserId(text: string): string {
  const spelled = spell(text)
  if (!MAY_BE_ADDRESS.test(spelled)) return spelled
  const address = spellAddress(spelled)
  return isInternetAddress(address) ? address : spelled
}

/**
 * The one spelling of an address: lower case, in letters of common width, with a domain in Unicode, and without
 * `mailto:`, the name of `Ann <ann@example.com>`, and quotes and punctuation around it.
 */
export function spellAddress(text: string): string {
  const spelled = lowerCase(spell(text))
  if (spelled.length > LENGTH_MAX || PLAIN_ADDRESS.test(spelled)) return spelled
  const folded = lowerCase(spell(spelled.normalize('NFKC')))
  const address = unwrapped(folded).replace(/@.*$/, domain => plainDomain(domain))
  return isAddress(address) ? address : spelled
}

// Nearly every address matches. It has one spelling only.
const PLAIN_ADDRESS = /^[\w.+-]+@(?:(?!xn--)[a-z\d-]+\.)+[a-z]{2,}$/

/** Longer text is no address. */
const LENGTH_MAX = 512

// What stands around an address in mails, lists, links and exports, and which part is the address.
const WRAPPERS: readonly (readonly [RegExp, string])[] = [
  [/^[^<>]*<([^\s<>]+)>$/, '$1'],
  [/^mailto:\s*([^?|]*).*$/, '$1'],
  [/^["'`([<](.+)["'`)\]>]$/, '$1'],
  [/^(.*\S)\s*\([^()]*\)$/, '$1'],
  [/[.,;:>\s]+$/, ''],
]

function unwrapped(text: string): string {
  const inner = WRAPPERS.reduce((rest, [wrapper, part]) => rest.replace(wrapper, part), decoded(text))
  return inner === text ? text : unwrapped(inner)
}

function decoded(text: string): string {
  if (text.includes('@') || !text.includes('%40')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `xn--mller-kva.de` is `müller.de`. Keyboards of East Asia have a full stop of their own. */
function plainDomain(domain: string): string {
  const dotted = domain.replaceAll('\u3002', '.')
  return dotted.includes('xn--') ? `@${unicodeDomain(dotted.slice(1))}` : dotted
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
  if (value.includes('<')) return value.replace(/<[^<>]+@[^<>]+>$/, address => address.replaceAll(' ', '+'))
  const joined = value.trim().replaceAll(' ', '+')
  return joined.includes('@') && isAddress(joined) ? joined : value
}
