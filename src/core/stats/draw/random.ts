import { sha256Hex } from '../../../lib/hash.ts'
import { createXoshiro } from './xoshiro.ts'

/** The next number in [0, 1), in steps of 2^-53. */
export type Random = () => number

/**
 * A stream of random numbers that depends only on the parts: their SHA-256 is the seed. Parts are joined by NUL, as
 * in `hashToUnit`. Streams with different parts are independent, so more draws from one never shift another.
 */
export function createRandom(...parts: readonly string[]): Random {
  const digest = sha256Hex(parts.join('\0'))
  const word = (at: number) => Number.parseInt(digest.slice(8 * at, 8 * at + 8), 16)
  const next = createXoshiro([word(0), word(1), word(2), word(3)])
  return () => {
    const high = next() >>> 5
    const low = next() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }
}
