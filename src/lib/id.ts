import { randomFillSync } from 'node:crypto'
import { sha256Hex } from './hash.ts'

const pool = Buffer.allocUnsafe(4096)
let used = pool.length

/**
 * A version 7 UUID (RFC 9562). It sorts by time of creation, and its first 48 bits are that time.
 * @param atMs milliseconds since the epoch
 */
export function createId(atMs: number): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const time = timeText(atMs)
  const random = pool.toString('hex', used, used + 10)
  const variant = '89ab'.charAt(pool.readUInt8(used + 9) & 3)
  used += 10
  return `${time}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`
}

let lastMs = Number.NaN
let lastText = ''

/** The first two groups of an id. They are cached, because many ids are created in the same millisecond. */
function timeText(atMs: number): string {
  if (atMs !== lastMs) {
    const time = atMs.toString(16).padStart(12, '0')
    lastText = `${time.slice(0, 8)}-${time.slice(8)}`
    lastMs = atMs
  }
  return lastText
}

/**
 * An id of the same form, with the name in the place of the random bits: equal times and names give equal ids.
 * (Version 8 would be the correct number, but ids are only compared and never parsed.)
 * @param atMs milliseconds since the epoch
 */
export function createNamedId(atMs: number, name: string): string {
  const time = atMs.toString(16).padStart(12, '0')
  const digest = sha256Hex(name)
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(18), 16) & 3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digest.slice(0, 3)}-${variant}${digest.slice(3, 6)}-${digest.slice(6, 18)}`
}

/** The time at which `createId` created this id, exact to the millisecond. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

/** The smallest id of that time: no id of that time or later sorts before it. */
export function firstIdOf(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Whether text from outside can be compared with a `uuid` column. */
export const isId = (text: string): boolean => UUID.test(text)
