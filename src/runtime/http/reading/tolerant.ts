import type { preValidationHookHandler } from 'fastify'
import type { TSchema } from 'typebox'
import { readJson } from '../../../lib/json.ts'
import { type FindName, fieldNames, underOwnNames } from './field-names.ts'
import { addNote, type Noted, whyUnfilled } from './unfilled.ts'

/** What a field of a schema is, as far as senders write it in other ways. */
type Kind = 'boolean' | 'number' | 'object' | 'text'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'y', 'on', 't'].map(word => [word, true] as const),
  ...['false', '0', 'no', 'n', 'off', 'f'].map(word => [word, false] as const),
])

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

/**
 * A hook that reads a body, and the query, as their senders mean them, before the schemas check them. Numbers and
 * booleans may be text, names may be in capitals or as userId, an object may be JSON text or PHP's empty array, a text that was sent several times counts
 * once, and the whole body may be JSON text or a list of one. Anything else stays, for the schema to refuse.
 * @param body the schema of the body, whose fields the query may have too
 */
export function readTolerantly(body: TSchema): preValidationHookHandler {
  const kinds = kindsOf(body)
  return (request, _reply, done) => {
    request.body = read(wholeBody(request.body), kinds)
    request.query = onlyOnce(request.query, kinds)
    done()
  }
}

function wholeBody(body: unknown): unknown {
  if (body === undefined || body === null) return {}
  if (typeof body === 'string') return jsonOr(body)
  if (!Array.isArray(body)) return body
  return body.length === 0 ? {} : body.length === 1 ? body[0] : body
}

type Kinds = ReadonlyMap<string, Kind | Kinds> & { readonly findName: FindName }

function kindsOf(schema: object): Kinds {
  const properties = 'properties' in schema && isFields(schema.properties) ? schema.properties : {}
  const kinds = new Map<string, Kind | Kinds>()
  for (const [name, field] of Object.entries(properties)) {
    const kind = isFields(field) ? kindOf(field) : undefined
    if (kind !== undefined) kinds.set(name, kind)
  }
  return Object.assign(kinds, { findName: fieldNames(kinds.keys()) })
}

function kindOf({ type, items }: Fields): Kind | Kinds | undefined {
  const types: readonly unknown[] = [type].flat()
  if (types.includes('boolean')) return 'boolean'
  if (types.includes('string')) return 'text'
  if (types.includes('number') || types.includes('integer')) return 'number'
  if (types.includes('object')) return 'object'
  return isFields(items) ? kindsOf(items) : undefined
}

function read(given: unknown, kinds: Kinds): unknown {
  if (!isFields(given)) return given
  const body = underOwnNames(given, kinds.findName)
  let changed: (Record<string, unknown> & Noted) | undefined
  for (const name in body) {
    const kind = kinds.get(name)
    const value = body[name]
    if (kind === undefined || value === null) continue
    const meant = typeof kind === 'string' ? meaningOf(value, kind) : readList(value, kind)
    const why = unfilledOf(name, meant, kind)
    if (meant === value && why === undefined) continue
    changed ??= { ...body }
    changed[name] = why === undefined ? meant : null
    addNote(changed, why)
  }
  return changed ?? body
}

const unfilledOf = (name: string, meant: unknown, kind: Kind | Kinds): string | undefined =>
  kind === 'number' || kind === 'boolean' ? whyUnfilled(name, meant) : undefined

function readList(value: unknown, kinds: Kinds): unknown {
  const list: unknown = typeof value === 'string' ? jsonOr(value) : value
  return Array.isArray(list) ? list.map(item => read(item, kinds)) : list
}

function meaningOf(value: unknown, kind: Kind): unknown {
  if (kind === 'object') return readObject(value)
  const said: unknown = Array.isArray(value) ? firstOf(value) : value
  switch (kind) {
    case 'text':
      return said
    case 'boolean':
      return readBoolean(said)
    case 'number':
      return readNumber(said)
  }
}

function readObject(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return {}
  if (typeof value !== 'string') return value
  return value.trim() === '' ? null : jsonOr(value)
}

function readNumber(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  return text === '' ? null : NUMBER.test(text) ? Number(text) : value
}

/** True or false in words or as 1 and 0; null if blank. Any other value is given back. */
export function readBoolean(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const word = String(value).trim().toLowerCase()
  return word === '' ? null : (WORDS.get(word) ?? value)
}

const firstOf = (values: readonly unknown[]): unknown =>
  values.find(value => value !== null && value !== '') ?? values[0] ?? null

function jsonOr(text: string): unknown {
  const json = readJson(Buffer.from(text))
  return json.ok ? json.value : text
}

/** The query with one value for each field of the schema. `user_id[]` is `user_id`. */
function onlyOnce(given: unknown, kinds: Kinds): unknown {
  if (!isFields(given)) return given
  const query = underOwnNames(given, kinds.findName)
  let changed: (Record<string, unknown> & Noted) | undefined
  for (const name in query) {
    const meant = readParameter(name, query[name], kinds)
    if (meant === undefined) continue
    changed ??= { ...query }
    if (meant.name !== name) delete changed[name]
    addNote(changed, meant.why)
    const said = meant.why === undefined ? (changed[meant.name] ?? meant.value) : null
    changed[meant.name] = Array.isArray(said) ? firstOf(said) : said
  }
  return changed ?? query
}

/** Undefined if the parameter stays as it is. */
function readParameter(name: string, given: unknown, kinds: Kinds) {
  const plain = name.endsWith('[]') ? name.slice(0, -2) : name
  const kind = kinds.get(plain)
  if (kind === undefined) return undefined
  const value: unknown = Array.isArray(given) ? firstOf(given) : given
  const why = typeof kind === 'string' ? unfilledOf(plain, meaningOf(value, kind), kind) : undefined
  return value === given && plain === name && why === undefined ? undefined : { name: plain, value, why }
}
