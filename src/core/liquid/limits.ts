import type { Context, Emitter } from 'liquidjs'
import { textOf } from './filters/text.ts'
import { countSteps } from './steps.ts'

/** Longer output, or longer captured text, stops the rendering. The unit is characters. */
export const OUTPUT_LENGTH_MAX = 262_144

/** Sorting or comparing one item of a list takes about as long as scanning this many characters. */
const ITEM_COST = 10

/** The cost of reading a value, in characters. The contents of objects are not read, so an object costs one. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (!Array.isArray(value)) return 1
  return value.reduce<number>((weight, item) => weight + ITEM_COST + weigh(item), 1)
}

/**
 * Takes the cost of work from the budget of this rendering. The engine charges for some work by itself, but not for
 * converting lists to text or for comparing them.
 * @throws when the budget is used up
 */
export function charge(context: Context, cost: number): void {
  context.memoryLimit.use(cost)
}

/** Collects text, and stops before the text becomes too long. */
export function createBoundedOutput(context: Context): Emitter {
  const output: Emitter = {
    buffer: '',
    write(value: unknown) {
      // A list of long texts is written item by item, because joining it first could take all memory.
      if (Array.isArray(value)) {
        countSteps(context, value.length)
        for (const item of value) output.write(item)
        return
      }
      const text = textOf(value)
      if (output.buffer.length + text.length > OUTPUT_LENGTH_MAX) {
        throw new Error(`the text is longer than ${OUTPUT_LENGTH_MAX} characters`)
      }
      output.buffer += text
    },
  }
  return output
}
