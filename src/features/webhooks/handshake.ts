import type { InboundRequest, Platform, Refusal } from '../../core/platforms/platform.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'

/** Whether one more handshake of an organisation is allowed. Some are allowed each hour. */
export type HandshakeLimit = (orgId: number, platform: string, at: Date) => boolean

const BYTES_MAX = 4_096

/**
 * Whether a call without proof is a vendor's handshake. Handshakes carry no proof, because vendors send them before
 * credentials are agreed on. A call with a wrong proof is no handshake.
 */
export function isHandshake(platform: Platform, { body }: InboundRequest, reason: Refusal): boolean {
  if (!platform.handshake || body.length > BYTES_MAX) return false
  if (reason !== 'not-configured' && reason !== 'missing-credential') return false
  const json = readJson(body)
  return json.ok && platform.handshake.recognises(json.value)
}

/**
 * Limits handshakes by organisation and platform. Anybody can send one, and Parley stores each and calls the vendor. To
 * set up a platform takes one handshake, so a few an hour are enough.
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
