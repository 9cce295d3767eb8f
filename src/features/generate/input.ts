import { isPreviewId } from '../../core/platforms/index.ts'
import { readJson, storable } from '../../lib/json.ts'
import { invalidField } from '../../runtime/http/problem.ts'
import { readBoolean } from '../../runtime/http/reading/tolerant.ts'
import { unfilledIn } from '../../runtime/http/reading/unfilled.ts'
import { namedAttributes, namedFields } from './parameters.ts'
import { type Ids, idOf, readIds, textOf } from './read-ids.ts'
import type { GenerateBody } from './schema.ts'

/** A request for a choice, from body and query string. */
export interface GenerateInput extends Ids {
  readonly templateId: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly attrs: Readonly<Record<string, unknown>>
  readonly epsilon: number | null
  readonly lookbackDays: number | null
  readonly offsetDays: number | null
  readonly useCache: boolean
  readonly trace: boolean
  /** True if the platform renders a preview: answered, never counted. */
  readonly preview: boolean
  /** True if the caller only wants to know the answer: nothing is stored. */
  readonly unrecorded: boolean
}

type Query = Readonly<Record<string, unknown>>
type Said = Readonly<Partial<Record<keyof GenerateBody, unknown>>>
type Headers = Readonly<Record<string, string | string[] | undefined>>

const PARAMETERS = new Set([
  'template_id',
  'user_id',
  'email',
  'tracking_id',
  'copy_id',
  'bucket_name',
  'fields',
  'attrs',
  'epsilon',
  'lookback_days',
  'offset_days',
  'use_cache',
  'trace',
  'preview',
])

/**
 * Reads a request from its body and its query string. If both have a value, the body wins. Platforms differ: Iterable
 * sends only a query string, CleverTap and MoEngage send attributes as plain parameters.
 * @throws Problem invalid-request that names the field
 */
export function readInput(body: GenerateBody, raw: Query, headers: Headers): GenerateInput {
  const hasQuery = !isEmpty(raw)
  const query = hasQuery ? (storable(raw) as Query) : raw
  // The properties below are read by fixed names: V8 looks up a variable name anew each time.
  const said: Said = hasQuery ? { ...query, ...present(body) } : body
  const templateId = idOf(said.template_id, 'template_id')
  if (templateId === null)
    throw invalidField('template_id', 'is required. Send it in the body or the query string.')
  const rawTracking = said.tracking_id
  const ids = readIds(said, query, headers)
  const unfilled = [...unfilledIn(body), ...unfilledIn(raw)]
  return {
    templateId,
    ...ids,
    ...(unfilled.length > 0 && { passedOver: [...ids.passedOver, ...unfilled] }),
    fields: hasQuery
      ? { ...namedFields(query), ...objectOf(said.fields, 'fields') }
      : objectOf(said.fields, 'fields'),
    attrs: {
      ...(hasQuery && namedAttributes(query, isOwn)),
      ...namedAttributes(plainOf(body), isOwn),
      ...objectOf(said.attrs, 'attrs'),
    },
    epsilon: numberOf(said.epsilon, 'epsilon', 1),
    lookbackDays: numberOf(said.lookback_days, 'lookback_days', 90),
    offsetDays: numberOf(said.offset_days, 'offset_days', 90),
    useCache: booleanOf(said.use_cache, 'use_cache', true),
    trace: booleanOf(said.trace, 'trace', false),
    preview: rawTracking === '' || (ids.trackingId !== null && isPreviewId(ids.trackingId)),
    unrecorded: booleanOf(said.preview, 'preview', false),
  }
}

function numberOf(value: unknown, name: string, max: number): number | null {
  const text = textOf(value)
  if (text === null) return null
  const number = Number(text)
  if (!(number >= 0 && number <= max))
    throw invalidField(name, `must be a number from 0 to ${max}, not "${text}".`)
  return number
}

function booleanOf(value: unknown, name: string, fallback: boolean): boolean {
  const said = readBoolean(value)
  if (typeof said === 'boolean') return said
  if (said === undefined || said === null) return fallback
  throw invalidField(name, `must be true or false, not "${String(said)}".`)
}

/** An object or, in a query string, its JSON. */
function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (value === undefined || value === null || value === '') return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  const json = readJson(Buffer.from(String(value)))
  if (json.ok && typeof json.value === 'object' && json.value !== null && !Array.isArray(json.value))
    return json.value as Record<string, unknown>
  throw invalidField(name, `must be an object. In a query string, write ${name}.key=value.`)
}

function isEmpty(query: Query): boolean {
  for (const _ in query) return false
  return true
}

/** Leaves out null values: null counts as absent. */
const present = (body: GenerateBody): GenerateBody =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value != null))

/** The values of a body that are none of its parameters: as in a query, they are attributes. */
function plainOf(body: GenerateBody): Query {
  let own: Record<string, unknown> | undefined
  for (const [name, value] of Object.entries(body)) {
    if (isOwn(name) || value === null) continue
    own ??= {}
    addPlain(own, name, value)
  }
  return own ?? NOTHING
}

const NOTHING: Query = {}

/** Deeper names are joined with dots, as in a query. */
function addPlain(own: Record<string, unknown>, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) own[name] = value
  else for (const [inner, each] of Object.entries(value)) addPlain(own, `${name}.${inner}`, each)
}

const isOwn = (name: string): boolean => PARAMETERS.has(name)
