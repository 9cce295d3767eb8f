import { sha256Hex } from '../../lib/hash.ts'

const KEY_LENGTH_MAX = 512

/**
 * A key made of what together happens only once, for platforms that number no events.
 * Long ones, such as those with a long link, become their hash: an index could not hold them.
 */
export function createDedupeKey(...parts: readonly (string | null)[]): string {
  const key = parts.map(part => part ?? '').join('|')
  return key.length <= KEY_LENGTH_MAX ? key : `sha256:${sha256Hex(key)}`
}
