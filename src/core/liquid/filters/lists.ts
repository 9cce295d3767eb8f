import type { Context } from 'liquidjs'
import { charge, weigh } from '../limits.ts'
import { sumOf } from './math.ts'
import { textOf } from './text.ts'

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/** A field of an item by its name; undefined for what has no fields. */
const fieldOf = (context: Context, item: unknown, name: unknown): unknown =>
  typeof item === 'object' && item !== null && Object.hasOwn(item, textOf(name))
    ? context.readProperty(item, textOf(name))
    : undefined

type ListFilter = (this: { readonly context: Context }, value: unknown, name?: unknown) => unknown

const valuesOf = (context: Context, value: unknown, name: unknown): readonly unknown[] => {
  const items = listOf(value)
  return name === undefined ? items : items.map(item => fieldOf(context, item, name))
}

/** Filters of lists that the engine has not as Ruby: sums are exact, and equal objects are the same. */
export const LISTS: Readonly<Record<string, ListFilter>> = {
  sum(value, name) {
    return sumOf(valuesOf(this.context, value, name).flat(Infinity))
  },
  uniq(value, name) {
    const seen = new Set<unknown>()
    const keys = valuesOf(this.context, value, name)
    return listOf(value).filter((_, at) => {
      const key = keyOf(this.context, keys[at])
      return !seen.has(key) && seen.add(key)
    })
  },
  compact(value, name) {
    const keys = valuesOf(this.context, value, name)
    return listOf(value).filter((_, at) => keys[at] !== undefined && keys[at] !== null)
  },
  property_accessor(value, name) {
    return fieldOf(this.context, value, name)
  },
}

function keyOf(context: Context, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value)
  charge(context, weigh(text))
  return `\0${text}`
}
