import type { InboundRequest, Platform, Refusal } from '../../core/platforms/platform.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'

/** Lets through so many an hour of one organisation, and refuses the rest. */
export type HandshakeLimit = (orgId: number, platform: string, at: Date) => boolean

const BYTES_MAX = 4_096

/**
 * Whether a call that proved nothing is the vendor asking if anybody is there: these carry no proof, because
 * they come before one has been agreed on. A call whose proof is wrong is none.
 */
export function isHandshake(platform: Platform, { body }: InboundRequest, reason: Refusal): boolean {
  if (!platform.handshake || body.length > BYTES_MAX) return false
  if (reason !== 'not-configured' && reason !== 'missing-credential') return false
  const json = readJson(body)
  return json.ok && platform.handshake.recognises(json.value)
}

/**
 * Anybody can send a handshake, and each is stored and makes us call the vendor. Setting a platform up
 * takes one; so a few an hour are plenty.
 */
export function limitHandshakes(perHour: number): HandshakeLimit {
  const taken = new Map<string, readonly number[]>()
  return (orgId, platform, at) => {
    const now = at.getTime()
    const key = `${orgId}|${platform}`
    const lately = (taken.get(key) ?? []).filter(time => time > now - HOUR_MS)
    const isFree = lately.length < perHour
    taken.set(key, isFree ? [...lately, now] : lately)
    return isFree
  }
}
