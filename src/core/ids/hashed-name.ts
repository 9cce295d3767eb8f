import { createHmac } from 'node:crypto'

// A person may be known by the keyed hash of a name: HMAC-SHA-256 in hexadecimal, with a key of the organisation. The
// prefix tells it from a user id that looks alike.
const PREFIX = 'hashed:'
const HASHED = /^hashed:[0-9a-f]{64}$/

export const isHashedName = (name: string): boolean => HASHED.test(name)

/** The name of a person of whom only the hash is known. @param hash in hexadecimal */
export const nameOfHash = (hash: string): string => PREFIX + hash.toLowerCase()

/** The other name of whoever has this name. @param key in hexadecimal; @param name in its one spelling */
export const hashedNameOf = (key: string, name: string): string =>
  nameOfHash(createHmac('sha256', Buffer.from(key, 'hex')).update(name).digest('hex'))

/** The two texts, in hexadecimal, before which HMAC puts the hashes: with them, SQL needs nothing but SHA-256. */
export function padsOf(key: string): { readonly inner: string; readonly outer: string } {
  const block = Buffer.alloc(64)
  Buffer.from(key, 'hex').copy(block)
  const pad = (byte: number) => Buffer.from(block.map(each => each ^ byte)).toString('hex')
  return { inner: pad(0x36), outer: pad(0x5c) }
}
