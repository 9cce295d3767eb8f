import { filters as builtIn, type Context, defaultOptions } from 'liquidjs'
import { charge, weigh } from './limits.ts'

export type Handler = (
  this: { readonly context: Context },
  value: unknown,
  ...args: readonly unknown[]
) => unknown

/** The allowed filters, by name. Not allowed: hashing, random samples, and expressions in text. */
const ALLOWED = [
  'append prepend capitalize downcase upcase strip lstrip rstrip squish strip_newlines normalize_whitespace',
  'truncate truncatewords slice split remove remove_first remove_last replace replace_first replace_last',
  'default json size date escape escape_once newline_to_br strip_html url_encode url_decode',
  'abs at_least at_most ceil floor round plus minus times divided_by modulo',
  'first last join reverse sort sort_natural uniq map where sum compact concat',
].flatMap(names => names.split(' '))

/**
 * The first argument of these filters is text to insert. The argument of all other filters is a pattern, a format or
 * a name.
 */
const INSERTS_TEXT = new Set(['append', 'prepend', 'default', 'concat'])
export const PATTERN_LENGTH_MAX = 200

/** The allowed filters. Each one charges for the values that it reads. */
export const FILTERS: ReadonlyMap<string, Handler> = new Map(
  ALLOWED.map(name => [name, bounded(name, builtIn[name as keyof typeof builtIn] as Handler)]),
)

function bounded(name: string, filter: Handler): Handler {
  return function boundedFilter(value, ...args) {
    const [first] = args
    if (typeof first === 'string' && first.length > PATTERN_LENGTH_MAX && !INSERTS_TEXT.has(name)) {
      throw new Error(`the first argument of ${name} is longer than ${PATTERN_LENGTH_MAX} characters`)
    }
    charge(this.context, costOf(value, args) + (name === 'date' ? costOfDate(args) : 0))
    // The argument of `json` is an indentation, which multiplies the length of the output.
    if (name === 'json') return filter.call(this, value)
    return filter.call(this, name === 'date' ? inUtc(value) : value, ...args)
  }
}

/** A text argument is used once for every item, as separator or as the path of a property. */
function costOf(value: unknown, args: readonly unknown[]): number {
  const items = Array.isArray(value) ? Math.max(value.length, 1) : 1
  return args.reduce<number>(
    (cost, argument) => cost + (typeof argument === 'string' ? argument.length * items : weigh(argument)),
    weigh(value),
  )
}

const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/

/** A time without a zone would otherwise be read in the zone of this machine. */
function inUtc(value: unknown): unknown {
  return typeof value === 'string' && WITHOUT_ZONE.test(value) ? `${value.replace(' ', 'T')}Z` : value
}

/** The names of days, months and zones, and the forms that depend on the language. */
const FORMATTED = /%[^a-zA-Z%]*[EO]?[aAbBhcxXZ]/g
/** For each of them the engine creates a formatter, which takes about as long as scanning this many characters. */
const FORMATTER_COST = 1_000
/** Reading a time in a named zone takes two formatters. */
const ZONE_COST = 2 * FORMATTER_COST

function costOfDate([format, zone]: readonly unknown[]): number {
  const isMissing = format === undefined || format === null
  const text = isMissing ? defaultOptions.dateFormat : [format].flat(Infinity).join('')
  return FORMATTER_COST * (text.match(FORMATTED)?.length ?? 0) + (typeof zone === 'string' ? ZONE_COST : 0)
}
