import { type Context, defaultOperators, Liquid } from 'liquidjs'
import { BoundedCapture, ChargedCase, CountedFor } from './bounded-tags.ts'
import { OwnDecrement, OwnIncrement } from './counters.ts'
import { FILTERS, PATTERN_LENGTH_MAX } from './filters.ts'
import { charge, weigh } from './limits.ts'
import { countSteps, stepsOf } from './steps.ts'
import { CountedTablerow } from './tables.ts'

/** The maximum length of a source, in characters. */
export const SOURCE_LENGTH_MAX = 100_000

/** The names of the tags that copy may use, without those that end or divide another tag. */
export const TAG_NAMES: readonly string[] =
  'assign break capture case comment continue cycle decrement echo for if increment liquid raw tablerow unless #'.split(
    ' ',
  )
const TAGS = new Set(TAG_NAMES)
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<=', 'contains']

/**
 * Liquid without the parts that copy does not need: files, other templates, prototypes, and unbounded work. The
 * engine checks its own limits only at some points, so this file charges for the rest. Two impure features stay: a
 * rendering that takes ten seconds is stopped, and the `date` filter reads the texts `now` and `today` as the time of
 * rendering.
 */
export function createEngine(): Liquid {
  const engine = new Liquid({
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    locale: 'en-US',
    timezoneOffset: 0,
    parseLimit: SOURCE_LENGTH_MAX,
    memoryLimit: 1_000_000,
    operators: {
      ...defaultOperators,
      ...Object.fromEntries(COMPARISONS.map(name => [name, chargedComparison(name)])),
    },
  })
  for (const name of Object.keys(engine.tags)) if (!TAGS.has(name)) delete engine.tags[name]
  for (const name of Object.keys(engine.filters)) delete engine.filters[name]
  for (const [name, filter] of FILTERS) engine.registerFilter(name, filter)
  engine.registerTag('capture', BoundedCapture)
  engine.registerTag('case', ChargedCase)
  engine.registerTag('decrement', OwnDecrement)
  engine.registerTag('for', CountedFor)
  engine.registerTag('increment', OwnIncrement)
  engine.registerTag('tablerow', CountedTablerow)
  const { renderer } = engine
  const render = renderer.renderTemplates.bind(renderer)
  renderer.renderTemplates = (templates, context, output) => {
    countSteps(context, stepsOf(templates))
    return render(templates, context, output)
  }
  return engine
}

function chargedComparison(name: string) {
  const compare = defaultOperators[name]
  return (left: unknown, right: unknown, context: Context) => {
    // Searching for a long text in a long text can take time proportional to the product of their lengths.
    if (name === 'contains' && typeof right === 'string' && right.length > PATTERN_LENGTH_MAX) {
      throw new Error(`contains looks for at most ${PATTERN_LENGTH_MAX} characters`)
    }
    charge(context, weigh(left) + weigh(right))
    return compare?.(left, right, context) ?? false
  }
}
