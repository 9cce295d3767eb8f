import { sha256Hex } from '../../lib/hash.ts'

const KEY_LENGTH_MAX = 512

/**
 * A key for platforms without event ids, made of values that occur together only once. A long key, such as one with a
 * long link, is replaced by its hash, because an index cannot hold it.
 */
export function createDedupeKey(...parts: readonly (string | null)[]): string {
  const key = parts.map(part => part ?? '').join('|')
  return key.length <= KEY_LENGTH_MAX ? key : `sha256:${sha256Hex(key)}`
}
