const FIRST_BYTES = 1 << 16
const KEPT_BYTES_MAX = 1 << 20
const LENGTH_BYTES = 4
const WORD = 2 ** 32
const ASCII_MAX = 0x7f
// Of one UTF-16 unit.
const UTF8_BYTES_MAX = 3
// Node writes a longer text faster than a loop does.
const SHORT_TEXT = 48

/** Memory for one array at a time. It grows, and is used again. */
export class Scratch {
  bytes = Buffer.allocUnsafe(FIRST_BYTES)
  at = 0

  /** Makes room for some more bytes. */
  reserve(length: number): void {
    if (this.at + length <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(2 * (this.at + length))
    this.bytes.copy(larger, 0, 0, this.at)
    this.bytes = larger
  }

  int32(value: number): void {
    this.bytes[this.at++] = value >>> 24
    this.bytes[this.at++] = value >>> 16
    this.bytes[this.at++] = value >>> 8
    this.bytes[this.at++] = value
  }

  /** @param value a whole number that a double holds exactly */
  int64(value: number): void {
    const high = Math.floor(value / WORD)
    this.int32(high)
    this.int32(value - high * WORD)
  }

  /** In UTF-8. */
  text(value: string): void {
    this.reserve(UTF8_BYTES_MAX * value.length)
    const { bytes, at } = this
    const { length } = value
    for (let index = 0; index < length; index++) {
      const code = length > SHORT_TEXT ? ASCII_MAX + 1 : value.charCodeAt(index)
      if (code > ASCII_MAX) {
        this.at = at + bytes.write(value, at)
        return
      }
      bytes[at + index] = code
    }
    this.at = at + length
  }

  /** Leaves a place for the length of what follows. */
  begin(): number {
    this.at += LENGTH_BYTES
    return this.at
  }

  /** Writes how much followed since `begin`. */
  end(start: number): void {
    const after = this.at
    this.at = start - LENGTH_BYTES
    this.int32(after - start)
    this.at = after
  }

  /** A copy of what was written. */
  taken(): Buffer {
    const taken = Buffer.from(this.bytes.subarray(0, this.at))
    if (this.bytes.length > KEPT_BYTES_MAX) this.bytes = Buffer.allocUnsafe(FIRST_BYTES)
    return taken
  }
}
