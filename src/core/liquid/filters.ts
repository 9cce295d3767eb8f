import { Drop, defaultOptions } from 'liquidjs'
import { date, inZone } from './filters/dates.ts'
import { engineFilter, type Handler } from './filters/engine-filter.ts'
import { LISTS } from './filters/lists.ts'
import { MATH } from './filters/math.ts'
import { MONEY } from './filters/money.ts'
import { TEXT, textOf } from './filters/text.ts'
import { charge, weigh } from './limits.ts'

/** The filters of the engine that are allowed. Not allowed: hashing, random samples, and expressions in text. */
const ENGINE_TEXT = [
  'append prepend capitalize downcase upcase strip lstrip rstrip squish strip_newlines normalize_whitespace',
  'remove remove_first remove_last replace replace_first replace_last',
  'newline_to_br strip_html base64_encode base64_decode',
].flatMap(names => names.split(' '))
const ENGINE = [
  ...ENGINE_TEXT,
  ...'default first last join reverse sort sort_natural map where reject has find find_index concat'.split(
    ' ',
  ),
]

const HANDLERS: Readonly<Record<string, Handler>> = {
  ...Object.fromEntries(ENGINE.map(name => [name, engineFilter(name)])),
  ...TEXT,
  ...MATH,
  ...LISTS,
  ...MONEY,
  date,
  time_zone: inZone,
  timezone: inZone,
  // The argument of the engine's filter is an indentation, which multiplies the length of the output.
  json(value) {
    return engineFilter('json').call(this, value)
  },
}

/**
 * The first argument of these filters is text to insert. The argument of all other filters is a pattern, a format or
 * a name.
 */
const INSERTS_TEXT = new Set(['append', 'prepend', 'default', 'concat'])
export const PATTERN_LENGTH_MAX = 200

/** An object has no text that these could change. */
const NEEDS_TEXT = new Set([...ENGINE_TEXT, ...Object.keys(TEXT)])
for (const name of ['size', 'slice', 'as_json_string']) NEEDS_TEXT.delete(name)

/** The allowed filters. Each one charges for the values that it reads. */
export const FILTERS: ReadonlyMap<string, Handler> = new Map(
  Object.entries(HANDLERS).map(([name, handler]) => [name, bounded(name, handler)]),
)

function bounded(name: string, filter: Handler): Handler {
  return function boundedFilter(given, ...givenArgs) {
    const value = plain(given)
    const args = givenArgs.map(plain)
    const [first] = args
    if (typeof first === 'string' && first.length > PATTERN_LENGTH_MAX && !INSERTS_TEXT.has(name)) {
      throw new Error(`the first argument of ${name} is longer than ${PATTERN_LENGTH_MAX} characters`)
    }
    if (NEEDS_TEXT.has(name)) refuseObject(name, value)
    charge(this.context, costOf(value, args) + (COSTS[name]?.(args) ?? 0))
    return filter.call(this, value, ...args)
  }
}

/** The words nil, empty and blank are objects of the engine, which filters would print. */
function plain(value: unknown): unknown {
  if (!(value instanceof Drop)) return value
  const meant: unknown = value.valueOf()
  return meant === null || meant === '' ? meant : value
}

function refuseObject(name: string, value: unknown): void {
  const isObject =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  if (isObject) throw new Error(`${name} needs a text, not an object`)
}

/** A text argument is used once for every item, as separator or as the path of a property. */
function costOf(value: unknown, args: readonly unknown[]): number {
  const items = Array.isArray(value) ? Math.max(value.length, 1) : 1
  return args.reduce<number>(
    (cost, argument) => cost + (typeof argument === 'string' ? argument.length * items : weigh(argument)),
    weigh(value),
  )
}

/** Reading or writing a time, or a number in the manner of a locale, takes as long as scanning this many characters. */
const FORMAT_COST = 200
/** Times in a named zone, and the names of zones, need formatters of their own. */
const ZONE_COST = 2_000

const COSTS: Readonly<Record<string, (args: readonly unknown[]) => number>> = {
  ...Object.fromEntries(Object.keys(MONEY).map(name => [name, () => FORMAT_COST])),
  date: ([format, zone]) =>
    FORMAT_COST +
    (typeof zone === 'string' ? ZONE_COST : 0) +
    ZONE_COST * ((textOf(format) || defaultOptions.dateFormat).match(/%[^a-zA-Z%]*[EO]?[Z+]/g)?.length ?? 0),
  time_zone: () => ZONE_COST,
  timezone: () => ZONE_COST,
}
