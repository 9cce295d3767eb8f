import { crc32 } from 'node:zlib'
import { groupBy } from '../../src/lib/group-by.ts'

const MAGIC = 1_681_511_377
const CONTAINER = 2 ** 16
const ARRAY_MAX = 4_096

/**
 * Writes the numbers of deleted rows as Delta does: a RoaringBitmapArray.
 * @param rows ascending, below 2^32
 * @param hasRuns whether consecutive numbers are written as runs
 */
export function writeBitmaps(rows: readonly number[], hasRuns = false): Buffer {
  const containers = [...groupBy(rows, row => Math.floor(row / CONTAINER))]
  const bodies = containers.map(([, inside]) =>
    bodyOf(
      inside.map(row => row % CONTAINER),
      hasRuns,
    ),
  )
  const heads = containers.map(([key, inside]) => Buffer.concat([uint16(key), uint16(inside.length - 1)]))
  const marks = Buffer.alloc(Math.ceil(containers.length / 8), 0xff)
  const cookie = hasRuns
    ? Buffer.concat([uint16(12_347), uint16(containers.length - 1), marks])
    : Buffer.concat([uint32(12_346), uint32(containers.length)])
  const hasOffsets = !hasRuns || containers.length >= 4
  const start = cookie.length + heads.length * 4 + (hasOffsets ? heads.length * 4 : 0)
  const offsets = bodies.map((_, at) =>
    uint32(start + bodies.slice(0, at).reduce((sum, body) => sum + body.length, 0)),
  )
  const bitmap = Buffer.concat([cookie, ...heads, ...(hasOffsets ? offsets : []), ...bodies])
  return Buffer.concat([uint32(MAGIC), uint32(1), uint32(0), uint32(0), bitmap])
}

/** The file of a deletion vector: a byte for its version, then length, bitmaps and checksum. */
export function frame(bitmaps: Buffer): Buffer {
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeInt32BE(bitmaps.length)
  checksum.writeUInt32BE(crc32(bitmaps))
  return Buffer.concat([Buffer.from([1]), length, bitmaps, checksum])
}

function bodyOf(rows: readonly number[], hasRuns: boolean): Buffer {
  if (hasRuns) {
    const starts = rows.filter((row, at) => at === 0 || rows[at - 1] !== row - 1)
    const ends = rows.filter((row, at) => rows[at + 1] !== row + 1)
    const runs = starts.map((first, at) =>
      Buffer.concat([uint16(first), uint16((ends[at] ?? first) - first)]),
    )
    return Buffer.concat([uint16(starts.length), ...runs])
  }
  if (rows.length <= ARRAY_MAX) return Buffer.concat(rows.map(uint16))
  const bits = Buffer.alloc(CONTAINER / 8)
  for (const row of rows) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  return bits
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Four bytes become five letters; zeros fill the last ones. */
export function encodeZ85(given: Buffer): string {
  const bytes = Buffer.concat([given, Buffer.alloc((4 - (given.length % 4)) % 4)])
  let text = ''
  for (let at = 0; at < bytes.length; at += 4) {
    const value = bytes.readUInt32BE(at)
    for (let power = 4; power >= 0; power--) text += Z85[Math.floor(value / 85 ** power) % 85]
  }
  return text
}
