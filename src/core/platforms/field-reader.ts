import type { IdKind } from '../ids/none.ts'
import { type Fields, firstNaming, otherFields } from './fields.ts'

/** Reads an object whose fields have several possible names, and records the fields that were read. */
export interface FieldReader {
  /** The first of the named fields that `read` can read, or null. */
  take<Value>(names: readonly string[], read: (value: unknown) => Value | null): Value | null
  /** The value of a field, which stays unread. */
  peek(name: string): unknown
  /** The first of the named fields that is an id of this kind. Placeholders, such as "null", come last. */
  takeId(names: readonly string[], kind: IdKind, read: (value: unknown) => string | null): string | null
  /** The fields that were not read. */
  rest(): Record<string, unknown>
}

export function createFieldReader(fields: Fields): FieldReader {
  const taken = new Set<string>()
  return {
    take(names, read) {
      for (const name of names) {
        const value = read(fields[name])
        if (value === null) continue
        taken.add(name)
        return value
      }
      return null
    },
    peek: name => fields[name],
    takeId(names, kind, read) {
      const said = names.filter(name => read(fields[name]) !== null)
      for (const name of said) taken.add(name)
      return firstNaming(
        said.map(name => read(fields[name])),
        kind,
      )
    },
    rest: () => otherFields(fields, taken),
  }
}
