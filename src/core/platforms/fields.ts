import { ID_LENGTH_MAX } from '../../lib/id.ts'
import { type Fields, isFields, readJsonText, storableText } from '../../lib/json.ts'
import { spell } from '../../lib/spell.ts'
import { type IdKind, whyNone } from '../ids/none.ts'
import { spellAddress, spellUserId } from '../ids/spelling.ts'

// Adapters take everything about fields from here.
export { type Fields, isFields }

/** The maximum length of links, which are stored but not indexed. */
export const URL_LENGTH_MAX = 4096

/** An object, or an empty object for any other value. */
export const readFields = (value: unknown): Fields => (isFields(value) ? value : {})

/** An object, or an object written as JSON text: one platform may send the same field in both forms. */
export function readFieldsOrJson(value: unknown): Fields {
  if (typeof value !== 'string') return readFields(value)
  // The same field is read for ids, for properties and for ids that are none.
  if (value !== lastRead.text) {
    const json = readJsonText(value.toWellFormed())
    lastRead = { text: value, fields: json.ok ? readFields(json.value) : {} }
  }
  return lastRead.fields
}

let lastRead: { readonly text: string; readonly fields: Fields } = { text: '', fields: {} }

/**
 * An id or a name in its one spelling, or a number as text. Null if blank or longer than `lengthMax` characters. A
 * number beyond 2^53 has lost digits, and a wrong id is worse than none.
 */
export function readText(value: unknown, lengthMax = ID_LENGTH_MAX): string | null {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : null
  if (typeof value !== 'string') return null
  const text = spell(storableText(value))
  return text === '' || text.length > lengthMax ? null : text
}

/** Text that is not empty, or a number as text, unchanged. Undefined for any other value. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined

/** The first value that is a text. Placeholders, such as "null", come last. */
export const firstText = (values: readonly unknown[], lengthMax?: number): string | null =>
  firstNaming(
    values.map(value => readText(value, lengthMax)),
    'message',
  )

/** The same for user ids. */
export const firstUserId = (values: readonly unknown[]): string | null =>
  firstNaming(
    values.map(value => readText(value)),
    'person',
  )

/** The same for addresses, in their one spelling. */
export const firstEmail = (values: readonly unknown[]): string | null =>
  firstNaming(values.map(readEmail), 'address')

/** The first id that names somebody or something; else the first one, so that a person is told of it. */
export function firstNaming(texts: readonly (string | null)[], kind: IdKind): string | null {
  let first: string | null = null
  for (const text of texts) {
    if (text === null) continue
    if (whyNone(spellOf(text, kind), kind) === undefined) return text
    first ??= text
  }
  return first
}

const spellOf = (text: string, kind: IdKind): string => (kind === 'person' ? spellUserId(text) : text)

/** An address in its one spelling, or null. */
export const readEmail = (value: unknown): string | null =>
  typeof value === 'string' ? readText(spellAddress(value)) : null

/** True or false, as a boolean or as text; null if the value is missing. */
export function readFlag(value: unknown): boolean | null {
  const said = typeof value === 'string' ? value.toLowerCase() : value
  if (said === true || said === 'true') return true
  return said === false || said === 'false' ? false : null
}

/** The named fields that are ids, as text: for `refs`. */
export function readRefs(fields: Fields, names: readonly string[]): Record<string, string> {
  const refs: Record<string, string> = {}
  for (const name of names) {
    const text = readText(fields[name])
    if (text !== null) refs[name] = text
  }
  return refs
}

/** The fields other than the named ones, without null values: for `properties`. */
export function otherFields(fields: Fields, names: Iterable<string>): Record<string, unknown> {
  const known = names instanceof Set ? names : new Set(names)
  const others: Record<string, unknown> = {}
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    // No JSON has a prototype here: see `readJson`.
    if (value !== null && !known.has(name) && name !== '__proto__') others[name] = value
  }
  return others
}
