import { readJson, storable } from '../json.ts'
import { isMultipart, multipartFields } from './multipart.ts'
import { nest } from './nest.ts'

/** The form fields in which senders put a report or several as JSON. */
const JSON_FIELDS = ['payload', 'data', 'json', 'body', 'event', 'events', 'batch']
/** Those that hold several reports under their own name. */
const LISTS = ['events', 'batch', 'data']
/** Fields of a report itself. Beside them, a field with JSON is one of its fields. */
const OF_A_REPORT = [
  'event',
  'event_name',
  'eventName',
  'type',
  'metric',
  'object_type',
  'user_id',
  'userId',
  'email',
]

const FIELDS_MAX = 1_000

type Pair = readonly [string, string]
type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The value of a form, also of one of the type multipart/form-data. Names may be nested, and a field that is repeated has a list of values. A field may hold a whole
 * report as JSON, or a list of reports: then the other fields of the form belong to the report too.
 */
export function readFormFields(text: string): unknown {
  const pairs = isMultipart(text) ? multipartFields(text) : [...new URLSearchParams(text.trim())]
  const whole = jsonAlone(pairs)
  if (whole !== undefined) return whole
  const fields = nest(combined(pairs.slice(0, FIELDS_MAX)))
  const read = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, jsonIn(name, value)]))
  const name = JSON_FIELDS.find(each => typeof read[each] === 'object' && typeof fields[each] === 'string')
  if (name === undefined) return storable(read)
  const { [name]: said, ...others } = read
  if (Array.isArray(said)) return LISTS.includes(name) ? storable(read) : said
  const isField = OF_A_REPORT.some(each => each !== name && others[each] !== undefined)
  return isField || !isFields(said) ? storable(read) : storable({ ...others, ...said })
}

/** A program that was given JSON as the name of a field sends `%7B…%7D=`. */
function jsonAlone(pairs: readonly Pair[]): unknown {
  const [[name, value] = ['', ''], ...others] = pairs
  if (value !== '' || others.length > 0 || !/^\s*[[{]/.test(name)) return undefined
  const json = readJson(Buffer.from(name))
  return json.ok ? json.value : undefined
}

function jsonIn(name: string, value: unknown): unknown {
  if (!JSON_FIELDS.includes(name) || typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  const json = readJson(Buffer.from(value))
  return json.ok ? json.value : value
}

function combined(fields: readonly Pair[]): Map<string, unknown> {
  const values = new Map<string, unknown>()
  for (const [name, value] of fields)
    values.set(name, values.has(name) ? [values.get(name), value].flat() : value)
  return values
}
