import { type Context, type Template, type Token, TypeGuards, Value } from 'liquidjs'
import { tokensOf } from './ranges.ts'

/**
 * The maximum number of steps of one rendering. Rendering a template is a step, and so is evaluating a value, an
 * operator or a filter in it.
 */
export const STEPS_MAX = 100_000

/**
 * Last resort against work that costs no steps. Copy within its steps takes far less, even on a machine that is too
 * busy. The unit is milliseconds.
 */
const ELAPSED_MAX_MS = 10_000

const MESSAGE = 'template render limit exceeded'

/** Counts the steps of one rendering. The engine itself limits the time, which depends on the machine. */
class StepLimiter {
  private steps = 0
  private deadline = Number.POSITIVE_INFINITY

  use(steps: number): void {
    this.steps += steps
    if (this.steps > STEPS_MAX) throw new Error(MESSAGE)
  }

  /** The engine calls this before each template. */
  check(now: number): void {
    if (this.deadline === Number.POSITIVE_INFINITY) this.deadline = now + ELAPSED_MAX_MS
    if (now > this.deadline) throw new Error(MESSAGE)
    this.use(1)
  }
}

/** A limiter for one rendering. The engine's class has private members, which no other class can declare. */
export const createStepLimiter = (): Context['renderLimit'] =>
  new StepLimiter() as unknown as Context['renderLimit']

/**
 * Takes steps from the budget of this rendering.
 * @throws when the budget is used up
 */
export function countSteps(context: Context, steps: number): void {
  context.renderLimit.use(steps)
}

const known = new WeakMap<readonly Template[], number>()

/**
 * The number of values, operators and filters in the templates themselves, without the templates inside them. The
 * engine does not count these, and one tag can have thousands of them.
 */
export function stepsOf(templates: readonly Template[]): number {
  let steps = known.get(templates)
  if (steps === undefined) {
    steps = sum(templates.flatMap(template => [...(template.arguments?.() ?? [])].map(stepsIn)))
    known.set(templates, steps)
  }
  return steps
}

function stepsIn(argument: Value | Token): number {
  const filters = argument instanceof Value ? argument.filters.length : 0
  return filters + sum(tokensOf(argument).map(sizeOf))
}

/** Each name in a path is a step. */
function sizeOf(token: Token | undefined): number {
  if (TypeGuards.isRangeToken(token)) return sizeOf(token.lhs) + sizeOf(token.rhs)
  if (!TypeGuards.isPropertyAccessToken(token)) return 1
  return sum([token.variable, ...token.props].map(sizeOf))
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
