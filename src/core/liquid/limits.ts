import type { Context, Emitter } from 'liquidjs'

/** Longer output, or longer captured text, stops the rendering. In characters. */
export const OUTPUT_LENGTH_MAX = 262_144

/** Sorting or comparing one item of a list takes about as long as scanning this many characters. */
const ITEM_COST = 10

/** What a value costs to look at, in characters. Objects are not walked and cost one. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (!Array.isArray(value)) return 1
  return value.reduce<number>((weight, item) => weight + ITEM_COST + weigh(item), 1)
}

/**
 * Takes the cost of work from the budget of this rendering. The engine charges for some of it by itself,
 * but not for turning lists into text, nor for comparing them.
 * @throws when the budget is used up
 */
export function charge(context: Context, cost: number): void {
  context.memoryLimit.use(cost)
}

/** Collects text, and stops before it becomes too long rather than after. */
export function createBoundedOutput(): Emitter {
  const output: Emitter = {
    buffer: '',
    write(value: unknown) {
      // A list of long texts is written item by item, because joining it first could take all memory.
      if (Array.isArray(value)) {
        for (const item of value) output.write(item)
        return
      }
      const text = typeof value === 'string' ? value : String(value ?? '')
      if (output.buffer.length + text.length > OUTPUT_LENGTH_MAX) {
        throw new Error(`the text is longer than ${OUTPUT_LENGTH_MAX} characters`)
      }
      output.buffer += text
    },
  }
  return output
}
