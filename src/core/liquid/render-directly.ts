import type { Context } from 'liquidjs'
import type { Choice, DirectCopy, Insertion } from './direct.ts'
import { Float } from './filters/float.ts'
import { Moment } from './filters/moment.ts'
import { textOf } from './filters/text.ts'

type Fields = Readonly<Record<string, unknown>>

/** One rendering. The first filter creates the context. The length limit applies to the whole rendering. */
interface Rendering {
  readonly fields: Fields
  readonly context: () => Context
  readonly lengthMax: number
}

/**
 * The same text as the engine's; undefined if only the engine can render it: a list, an object, or a filter that
 * refuses its input.
 * @param createContext only called when there is a filter
 * @param lengthMax in characters
 */
export function renderDirectly(
  copy: DirectCopy,
  fields: Fields,
  createContext: () => Context,
  lengthMax: number,
): string | undefined {
  let context: Context | undefined
  return write(copy, '', {
    fields,
    context() {
      context ??= createContext()
      return context
    },
    lengthMax,
  })
}

/** @param written the text before this part */
function write(copy: DirectCopy, written: string, rendering: Rendering): string | undefined {
  let text: string | undefined = written
  for (const part of copy) {
    if (typeof part === 'string') text += part
    else if ('branches' in part) text = write(chosen(part, rendering), text, rendering)
    else {
      const inserted = insert(part, rendering)
      if (inserted === undefined) return undefined
      text += inserted
    }
    if (text === undefined || text.length > rendering.lengthMax) return undefined
  }
  return text
}

function chosen({ branches, otherwise }: Choice, { fields }: Rendering): DirectCopy {
  for (const { field, copy } of branches) {
    const value = read(fields, field)
    if (value !== undefined && value !== null && value !== false) return copy
  }
  return otherwise
}

function insert({ field, filters }: Insertion, { fields, context }: Rendering): string | undefined {
  let value = read(fields, field)
  if (!isPlain(value)) return undefined
  try {
    for (const { handler, args } of filters) {
      value = handler.call({ context: context() }, value, ...args)
      if (!isPlain(value)) return undefined
    }
    return textOf(value)
  } catch {
    return undefined
  }
}

const read = (fields: Fields, field: string): unknown =>
  Object.hasOwn(fields, field) ? fields[field] : undefined

const isPlain = (value: unknown): boolean =>
  (typeof value !== 'object' && typeof value !== 'function') ||
  value === null ||
  value instanceof Float ||
  value instanceof Moment
