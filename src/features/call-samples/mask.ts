import { sha256Hex } from '../../lib/hash.ts'

type Values = Readonly<Record<string, unknown>>

/** The number of values that are kept of one call, at any depth. */
const VALUES_MAX = 200
const NAMES_MAX = 50
const ITEMS_MAX = 5
const DEPTH_MAX = 4
const NAME_LENGTH_MAX = 100
const KEPT_LENGTH_MAX = 40
const TEXT_LENGTH_MAX = 400

const SECRET =
  /pass(?:word|wd|code)?$|secret|token|api_?key|auth|session|signature|^pin$|otp|iban|card|ssn|tax/i
const FIRST_NAME = /^(?:first|given|fore)_?name$|^(?:nick_?)?name$|^user_?name$/i
const LAST_NAME = /^(?:last|family|sur)_?name$|^maiden_?name$/i
const PERSONAL =
  /full_?name|street|address|phone|mobile|birth|dob|zip|post_?(?:al_?)?code|user_?id|customer_?id|ip$/i

const FIRST_NAMES = [
  'Maya',
  'Omar',
  'Jana',
  'Bo',
  'Noah',
  'Ines',
  'Alexandra',
  'Li',
  'Tom',
  'Valentina',
  'Ada',
  'Kofi',
]
const LAST_NAMES = ['Okafor', 'Lindqvist', 'Ito', 'Fernandez', 'Kaya', 'Novak', 'Silva', 'Weber']

/**
 * The fields or attributes of a call, without anything that could name a person or open a door: names are replaced by
 * invented names, and secrets, addresses, links and long texts by texts of the same form. Numbers, switches and short
 * words are kept, because wordings are written for them. The same name gives the same invented name.
 */
export const maskValues = (values: Values): Record<string, unknown> =>
  maskObject(values, { values: VALUES_MAX }, 0)

/** What may still be kept of a call. */
interface Budget {
  values: number
}

function maskObject(values: Values, budget: Budget, depth: number): Record<string, unknown> {
  const entries = Object.entries(values).slice(0, NAMES_MAX)
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      if (budget.values-- <= 0 || name.length > NAME_LENGTH_MAX) return []
      return [[name, maskValue(name, value, budget, depth)]]
    }),
  )
}

function maskValue(name: string, value: unknown, budget: Budget, depth: number): unknown {
  if (Array.isArray(value)) {
    if (depth >= DEPTH_MAX) return []
    const items = value.slice(0, ITEMS_MAX).filter(() => budget.values-- > 0)
    return items.map(item => maskValue(name, item, budget, depth + 1))
  }
  if (typeof value === 'object' && value !== null)
    return depth < DEPTH_MAX ? maskObject({ ...value }, budget, depth + 1) : {}
  if (typeof value === 'number') return maskNumber(name, value)
  return typeof value === 'string' ? maskText(name, value.trim()) : value
}

const maskNumber = (name: string, value: number): number =>
  SECRET.test(name) || PERSONAL.test(name) || Math.abs(value) >= 1e7 ? 1234 : value

function maskText(name: string, text: string): string {
  if (text === '') return text
  if (SECRET.test(name)) return '••••'
  if (FIRST_NAME.test(name)) return pick(FIRST_NAMES, text)
  if (LAST_NAME.test(name)) return pick(LAST_NAMES, text)
  if (/^https?:\/\//i.test(text)) return 'https://example.com/…'
  if (text.includes('@')) return 'someone@example.com'
  if (PERSONAL.test(name) || text.length > KEPT_LENGTH_MAX || /\d{5}|\d[\d\s().-]{6}\d/.test(text))
    return formOf(text.slice(0, TEXT_LENGTH_MAX))
  return text
}

const pick = (names: readonly string[], text: string): string =>
  names[Number.parseInt(sha256Hex(text.toLowerCase()).slice(0, 8), 16) % names.length] ?? ''

/** The same length and the same gaps, with other letters and digits. */
const formOf = (text: string): string =>
  text
    .replaceAll(/\p{Lu}/gu, 'X')
    .replaceAll(/\p{L}/gu, letter => (letter === 'X' ? 'X' : 'x'))
    .replaceAll(/\p{N}/gu, '0')
