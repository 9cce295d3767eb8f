/** Values by the path of their field, such as `attribution.offset_days`. */
export type Fields = Readonly<Record<string, unknown>>

export interface Changes {
  /** Null for what did not exist. */
  readonly before: Fields | null
  readonly after: Fields | null
}

const FIELDS_MAX = 60
const PATH_LENGTH_MAX = 120
/** In characters of JSON, for one value and for all values of one side. */
const VALUE_MAX = 1_000
const SIDE_MAX = 8_000
const DEPTH_MAX = 4

/** Change with every save and say nothing. */
const NOISE: ReadonlySet<string> = new Set(['updated_at', 'last_used_at', 'last_used_ip_prefix'])

/**
 * The fields that differ between two representations, within the limits of a row. What was created or deleted is shown
 * with all its fields.
 */
export function changesBetween(before: unknown, after: unknown): Changes {
  const [old, fresh] = [flatten(before), flatten(after)]
  if (old === null || fresh === null) return { before: old && bounded(old), after: fresh && bounded(fresh) }
  const differing = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].filter(
    path => JSON.stringify(old[path]) !== JSON.stringify(fresh[path]),
  )
  return { before: bounded(pick(old, differing)), after: bounded(pick(fresh, differing)) }
}

const pick = (fields: Fields, paths: readonly string[]): Fields =>
  Object.fromEntries(paths.flatMap(path => (Object.hasOwn(fields, path) ? [[path, fields[path]]] : [])))

/** Null if the value is no object. */
function flatten(value: unknown): Fields | null {
  if (!isObject(value)) return null
  const fields: Record<string, unknown> = Object.create(null)
  collect(value, '', 1, fields)
  return fields
}

function collect(value: object, prefix: string, depth: number, into: Record<string, unknown>): void {
  for (const [name, item] of entriesOf(value)) {
    const path = `${prefix}${name}`.slice(0, PATH_LENGTH_MAX)
    if (NOISE.has(name)) continue
    const inner = depth < DEPTH_MAX ? innerOf(item) : undefined
    if (inner) collect(inner, `${path}.`, depth + 1, into)
    else into[path] = item
  }
}

const innerOf = (value: unknown): object | undefined =>
  isObject(value) && entriesOf(value).length > 0 ? value : Array.isArray(value) ? byKey(value) : undefined

/** A list whose items have a `key` each, such as settings: so that one changed setting is one changed field. */
function byKey(items: readonly unknown[]): object | undefined {
  const keyed = items.flatMap(item =>
    isObject(item) && typeof item['key'] === 'string' ? [[item['key'], item['value'] ?? item['is_set']]] : [],
  )
  return keyed.length > 0 && keyed.length === items.length ? Object.fromEntries(keyed) : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const entriesOf = (value: object): readonly [string, unknown][] => Object.entries(value)

/** Long values are cut, and fields beyond the limit are counted instead of shown. */
function bounded(fields: Fields): Fields {
  const kept: Record<string, unknown> = Object.create(null)
  let left = SIDE_MAX
  let omitted = 0
  for (const [path, value] of Object.entries(fields)) {
    const shown = cut(value)
    const size = path.length + JSON.stringify(shown).length
    if (Object.keys(kept).length >= FIELDS_MAX || size > left) omitted += 1
    else {
      kept[path] = shown
      left -= size
    }
  }
  return omitted > 0 ? { ...kept, '…': `${omitted} more` } : { ...kept }
}

function cut(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')
  return text.length <= VALUE_MAX ? (value ?? null) : `${text.slice(0, VALUE_MAX).toWellFormed()}…`
}

const NAMES_MAX = 40

/** The names of the fields of a body, two levels deep, without values. */
export function namesOf(body: unknown): readonly string[] {
  if (!isObject(body)) return []
  const names = Object.entries(body).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map(inner => `${name}.${inner}`) : [name],
  )
  return names.slice(0, NAMES_MAX).map(name => name.slice(0, PATH_LENGTH_MAX).toWellFormed())
}
