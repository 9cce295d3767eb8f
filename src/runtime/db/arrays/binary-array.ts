import type { ArrayValue } from '../array-literal.ts'
import { ELEMENTS } from './element.ts'
import { Scratch } from './scratch.ts'

// The length of an element, and a UUID or the beginning of a text, which makes room for the rest.
const ELEMENT_BYTES = 21
const NULL_LENGTH = -1
const HAS_NULLS_AT = 4

const scratch = new Scratch()

/**
 * Values as PostgreSQL receives arrays in its binary format, which costs both sides less than text.
 * @param type as `rows` names it
 * @returns undefined if PostgreSQL has to read one of the values as text, or to refuse it
 */
export function binaryArray(type: string, values: readonly ArrayValue[]): Buffer | undefined {
  const element = ELEMENTS[type]
  if (element === undefined) return undefined
  scratch.at = 0
  for (const head of headOf(element.oid, values.length)) scratch.int32(head)
  let hasNulls = false
  for (const value of values) {
    scratch.reserve(ELEMENT_BYTES)
    if (value === null || value === undefined) {
      hasNulls = true
      scratch.int32(NULL_LENGTH)
    } else if (!element.write(value, scratch)) return undefined
  }
  const taken = scratch.taken()
  if (hasNulls) taken.writeInt32BE(1, HAS_NULLS_AT)
  return taken
}

/** Dimensions, whether there are nulls, the type, and the length and first number of the dimension. */
const headOf = (oid: number, length: number): readonly number[] =>
  length === 0 ? [0, 0, oid] : [1, 0, oid, length, 1]
