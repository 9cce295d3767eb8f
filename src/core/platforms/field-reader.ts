import { type Fields, otherFields } from './fields.ts'

/** Reads an object in which each thing may go by several names, and remembers what was read. */
export interface FieldReader {
  /** The first of the named fields that `read` understands, or null. */
  take<Value>(names: readonly string[], read: (value: unknown) => Value | null): Value | null
  /** The fields that nobody took. */
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
    rest: () => otherFields(fields, taken),
  }
}
