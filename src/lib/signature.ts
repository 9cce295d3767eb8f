// Imported because each use of the global `Buffer` is a look-up, which takes as long as the comparison.
import { Buffer } from 'node:buffer'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Hexadecimal HMAC-SHA256 of the concatenated parts. */
export function hmacSha256Hex(key: string, ...parts: readonly (string | Uint8Array)[]): string {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest('hex')
}

/** Hexadecimal HMAC-SHA1. Some senders still sign with it; as an HMAC it is not broken. */
export const hmacSha1Hex = (key: string, text: string | Uint8Array): string =>
  createHmac('sha1', key).update(text).digest('hex')

/**
 * Compares digests, or keys of known length, in a time that does not depend on their content. Their length is not
 * secret.
 */
export function equalDigests(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Compares secrets. The time does not depend on their content or their length. */
export function equalInConstantTime(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
