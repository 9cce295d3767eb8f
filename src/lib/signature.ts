// The global `Buffer` is looked up at every use, which takes as long as comparing.
import { Buffer } from 'node:buffer'
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Hexadecimal HMAC-SHA256 of the parts, one after the other. */
export function hmacSha256Hex(key: string, ...parts: readonly (string | Uint8Array)[]): string {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return mac.digest('hex')
}

/** Hexadecimal HMAC-SHA1: what some senders still sign with, and unbroken for that. */
export const hmacSha1Hex = (key: string, text: string | Uint8Array): string =>
  createHmac('sha1', key).update(text).digest('hex')

/** Compares digests, or keys of known length, in a time that does not depend on what they are. Their length is no secret. */
export function equalDigests(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Compares secrets without telling, through time, where they differ or how long they are. */
export function equalInConstantTime(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
