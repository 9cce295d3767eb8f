import { crc32 } from 'node:zlib'

// The deletion vectors of Delta: RoaringBitmapArray, in the portable format of 64 bits. A map from the high half of a
// row's number to a roaring bitmap of low halves: https://github.com/RoaringBitmap/RoaringFormatSpec

const MAGIC = 1_681_511_377
const WITHOUT_RUNS = 12_346
const WITH_RUNS = 12_347
/** With runs, fewer containers have no table of offsets. */
const OFFSETS_FROM = 4
const ARRAY_MAX = 4_096
const BITMAP_BYTES = 8_192
const CONTAINER = 2 ** 16
const BITMAP = 2 ** 32

/** @throws if the bytes are no deletion vector */
export function unframe(file: Uint8Array, offset: number, bytes: number): Uint8Array {
  const view = viewOf(file)
  const start = offset + 4
  if (view.getInt32(offset) !== bytes) throw new Error('its length is not the one that was announced')
  const bitmap = file.subarray(start, start + bytes)
  if (view.getUint32(start + bytes) !== crc32(bitmap)) throw new Error('its checksum is wrong')
  return bitmap
}

/**
 * The numbers of deleted rows, in ascending order.
 * @throws if the bytes are no bitmap
 */
export function* readBitmaps(bytes: Uint8Array): Generator<number, void> {
  const reader = createReader(bytes)
  if (reader.uint32() !== MAGIC) throw new Error('it does not begin like a bitmap')
  const bitmaps = reader.uint64()
  for (let at = 0; at < bitmaps; at++) yield* readBitmap(reader, reader.uint32() * BITMAP)
}

function* readBitmap(reader: Reader, base: number): Generator<number, void> {
  const cookie = reader.uint32()
  const hasRuns = (cookie & 0xffff) === WITH_RUNS
  if (!hasRuns && cookie !== WITHOUT_RUNS) throw new Error('it has an unknown kind of bitmap')
  const count = hasRuns ? (cookie >>> 16) + 1 : reader.uint32()
  if (count > CONTAINER) throw new Error('it has too many containers')
  const runs = reader.take(hasRuns ? Math.ceil(count / 8) : 0)
  const containers = Array.from({ length: count }, (_, at) => ({
    base: base + reader.uint16() * CONTAINER,
    cardinality: reader.uint16() + 1,
    isRuns: hasRuns && ((runs[at >> 3] ?? 0) & (1 << (at & 7))) !== 0,
  }))
  if (!hasRuns || count >= OFFSETS_FROM) reader.take(4 * count)
  for (const container of containers) yield* readContainer(reader, container)
}

interface Container {
  readonly base: number
  readonly cardinality: number
  readonly isRuns: boolean
}

function* readContainer(reader: Reader, { base, cardinality, isRuns }: Container): Generator<number, void> {
  if (isRuns) yield* readRuns(reader, base)
  else if (cardinality > ARRAY_MAX) yield* readBits(reader.take(BITMAP_BYTES), base)
  else for (let left = cardinality; left > 0; left--) yield base + reader.uint16()
}

function* readRuns(reader: Reader, base: number): Generator<number, void> {
  for (let left = reader.uint16(); left > 0; left--) {
    const [first, more] = [reader.uint16(), reader.uint16()]
    for (let at = 0; at <= more; at++) yield base + first + at
  }
}

function* readBits(bits: Uint8Array, base: number): Generator<number, void> {
  for (const [at, byte] of bits.entries())
    for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) !== 0) yield base + at * 8 + bit
}

type Reader = ReturnType<typeof createReader>

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Reads little-endian numbers one after the other. @throws RangeError at the end of the bytes */
function createReader(bytes: Uint8Array) {
  const view = viewOf(bytes)
  let at = 0
  const next = (length: number): number => {
    at += length
    if (at > bytes.length) throw new RangeError('it ends too early')
    return at - length
  }
  return {
    uint16: () => view.getUint16(next(2), true),
    uint32: () => view.getUint32(next(4), true),
    uint64: () => Number(view.getBigUint64(next(8), true)),
    take(length: number) {
      const start = next(length)
      return bytes.subarray(start, start + length)
    },
  }
}

const Z85 = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'

/** Decodes Z85, in which short vectors stand in the log itself. @throws if the text is no Z85 */
export function decodeZ85(text: string): Uint8Array {
  if (text.length % 5 !== 0) throw new Error('its text has the wrong length')
  const decoded = Buffer.alloc((text.length / 5) * 4)
  for (let at = 0; at < text.length; at += 5) {
    let value = 0
    for (const letter of text.slice(at, at + 5)) {
      const digit = Z85.indexOf(letter)
      if (digit === -1) throw new Error('its text has a wrong letter')
      value = value * 85 + digit
    }
    if (value >= BITMAP) throw new Error('its text has a wrong letter')
    decoded.writeUInt32BE(value, (at / 5) * 4)
  }
  return decoded
}
