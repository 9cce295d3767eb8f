import { CaptureTag, CaseTag, type Context, defaultOperators, type Emitter, Liquid } from 'liquidjs'
import { FILTERS, PATTERN_LENGTH_MAX } from './filters.ts'
import { charge, createBoundedOutput, weigh } from './limits.ts'

/** Longer sources are refused. In characters. */
export const SOURCE_LENGTH_MAX = 100_000

const TAGS = new Set('assign break capture case comment continue for if raw unless #'.split(' '))
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<=', 'contains']

/**
 * Liquid with everything taken away that copy does not need: files, other templates, prototypes, and
 * work without bounds. The engine's own limits are cooperative, so what they miss is charged here.
 * Two of its habits are not pure and stay: rendering is stopped by elapsed time, and in the `date` filter
 * the texts `now` and `today` are the moment of rendering.
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
    renderLimit: 50,
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
  return engine
}

function chargedComparison(name: string) {
  const compare = defaultOperators[name]
  return (left: unknown, right: unknown, context: Context) => {
    // Searching a long text for a long text can take the product of their lengths.
    if (name === 'contains' && typeof right === 'string' && right.length > PATTERN_LENGTH_MAX) {
      throw new Error(`contains looks for at most ${PATTERN_LENGTH_MAX} characters`)
    }
    charge(context, weigh(left) + weigh(right))
    return compare?.(left, right, context) ?? false
  }
}

/** The engine's own collects without bound. */
class BoundedCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const output = createBoundedOutput()
    yield this.liquid.renderer.renderTemplates(this.templates, context, output)
    context.bottom()[this.variable] = output.buffer
  }
}

/** The engine's own compares the value with each `when` for free, however long it is. */
class ChargedCase extends CaseTag {
  override *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const target = yield this.value.value(context, false)
    charge(context, weigh(target) * [...this.arguments()].length)
    yield* super.render(context, output)
  }
}
