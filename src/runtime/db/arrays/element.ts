import type { ArrayValue } from '../array-literal.ts'
import type { Scratch } from './scratch.ts'
import { writeUuid } from './uuid.ts'

/** How PostgreSQL receives the elements of an array. */
export interface Element {
  /** The number of the type in PostgreSQL. */
  readonly oid: number
  /** Writes a value that is not null. Returns false for one that PostgreSQL has to read as text, or to refuse. */
  readonly write: (value: ArrayValue, to: Scratch) => boolean
}

const BYTES = { bool: 1, int2: 2, int4: 4, int8: 8 } as const
// PostgreSQL counts moments in microseconds from the year 2000.
const EPOCH_MS = Date.UTC(2000, 0)
const MICROS = 1000
const JSONB_VERSION = 1
const INT2_MAX = 0x7f_ff
const INT4_MAX = 0x7f_ff_ff_ff

/** By the names of types in `rows`. A type that is not here is sent as text. */
export const ELEMENTS: Readonly<Record<string, Element>> = {
  bool: { oid: 16, write: writeBool },
  smallint: { oid: 21, write: writeSmallint },
  int: { oid: 23, write: writeInt },
  bigint: { oid: 20, write: writeBigint },
  float8: { oid: 701, write: writeFloat },
  text: { oid: 25, write: writeText },
  uuid: { oid: 2950, write: writeUuid },
  timestamptz: { oid: 1184, write: writeMoment },
  jsonb: { oid: 3802, write: writeJson },
}

function writeBool(value: ArrayValue, to: Scratch): boolean {
  if (typeof value !== 'boolean') return false
  to.int32(BYTES.bool)
  to.bytes[to.at++] = value ? 1 : 0
  return true
}

const isWhole = (value: ArrayValue, max: number): value is number =>
  Number.isInteger(value) && (value as number) <= max && (value as number) >= -max - 1

function writeSmallint(value: ArrayValue, to: Scratch): boolean {
  if (!isWhole(value, INT2_MAX)) return false
  to.int32(BYTES.int2)
  to.bytes[to.at++] = value >>> 8
  to.bytes[to.at++] = value
  return true
}

function writeInt(value: ArrayValue, to: Scratch): boolean {
  if (!isWhole(value, INT4_MAX)) return false
  to.int32(BYTES.int4)
  to.int32(value)
  return true
}

function writeBigint(value: ArrayValue, to: Scratch): boolean {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (!isWhole(number, Number.MAX_SAFE_INTEGER - 1)) return false
  to.int32(BYTES.int8)
  to.int64(number)
  return true
}

function writeFloat(value: ArrayValue, to: Scratch): boolean {
  if (typeof value !== 'number') return false
  to.int32(BYTES.int8)
  to.at = to.bytes.writeDoubleBE(value, to.at)
  return true
}

function writeText(value: ArrayValue, to: Scratch): boolean {
  if (typeof value !== 'string') return false
  const start = to.begin()
  to.text(value)
  to.end(start)
  return true
}

function writeJson(value: ArrayValue, to: Scratch): boolean {
  if (typeof value !== 'string') return false
  const start = to.begin()
  to.bytes[to.at++] = JSONB_VERSION
  to.text(value)
  to.end(start)
  return true
}

function writeMoment(value: ArrayValue, to: Scratch): boolean {
  if (!(value instanceof Date)) return false
  const micros = (value.getTime() - EPOCH_MS) * MICROS
  if (!Number.isSafeInteger(micros)) return false
  to.int32(BYTES.int8)
  to.int64(micros)
  return true
}
