import type { ArrayValue } from '../array-literal.ts'
import type { Scratch } from './scratch.ts'

const BYTES = 16
const LENGTH = 36
const HYPHENS = [8, 13, 18, 23] as const
// Where the digits of each byte are.
const DIGITS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34] as const

/** Writes a UUID in its usual form, and returns false for any other text. */
export function writeUuid(value: ArrayValue, to: Scratch): boolean {
  if (typeof value !== 'string' || value.length !== LENGTH) return false
  for (const at of HYPHENS) if (value.charCodeAt(at) !== HYPHEN) return false
  to.int32(BYTES)
  const { bytes } = to
  for (const at of DIGITS) {
    const high = digitAt(value, at)
    const low = digitAt(value, at + 1)
    if (high === NO_DIGIT || low === NO_DIGIT) return false
    bytes[to.at++] = 16 * high + low
  }
  return true
}

const digitAt = (text: string, at: number): number => HEX[text.charCodeAt(at)] ?? NO_DIGIT

const HYPHEN = 45
const NO_DIGIT = 255
/** The value of a hexadecimal digit, by its character code. */
const HEX = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
  return digit < 0 ? NO_DIGIT : digit
})
