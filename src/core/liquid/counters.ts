import { type Context, DecrementTag, type Emitter, IncrementTag } from 'liquidjs'

/**
 * Counts in the fields of this rendering. The engine's own tags count in the fields that were handed in, so the next
 * text of the same message would go on counting.
 */
function counterIn(context: Context, variable: string): number {
  if (context.getRegister(COUNTERS) === undefined) {
    context.environments = { ...context.environments }
    context.setRegister(COUNTERS, true)
  }
  const value: unknown = Object.hasOwn(context.environments, variable)
    ? Reflect.get(context.environments, variable)
    : 0
  return typeof value === 'number' ? value : 0
}

const COUNTERS = 'parley:counters'

function count(context: Context, variable: string, value: number): void {
  Reflect.defineProperty(context.environments, variable, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}

/** Writes a counter, which begins at 0, and adds 1. */
export class OwnIncrement extends IncrementTag {
  override render(context: Context, output: Emitter): void {
    const value = counterIn(context, nameOf(this))
    count(context, nameOf(this), value + 1)
    output.write(value)
  }
}

/** Takes 1 from a counter, which begins at 0, and writes it. */
export class OwnDecrement extends DecrementTag {
  override render(context: Context, output: Emitter): void {
    const value = counterIn(context, nameOf(this)) - 1
    count(context, nameOf(this), value)
    output.write(value)
  }
}

/** The engine declares the name of the counter as private. */
function nameOf(tag: IncrementTag | DecrementTag): string {
  const [token] = [...tag.localScope()]
  return typeof token === 'string' ? token : (token?.content ?? '')
}
