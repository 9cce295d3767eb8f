import type { FastifyBaseLogger } from 'fastify'
import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'
import { fail, type Result } from '../../lib/result.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type DueHandshake, type HandshakeState, leaseHandshakes, saveHandshake } from './confirm-store.ts'
import { CONFIRMED } from './handshake.ts'
import { UNCONFIRMED } from './inbox-store.ts'
import { tallyChanges } from './tally/request-tally.ts'
import { saveTallies } from './tally/request-tally-store.ts'

export interface Confirming {
  readonly db: Database
  readonly findOrg: (id: number) => Promise<Org | undefined>
  readonly findPlatform: (slug: string) => Platform | undefined
  readonly call: VendorCall
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

const BATCH_MAX = 10
const LEASE_MS = 120_000
const RETRY_FIRST_MS = 15_000
const RETRY_MAX_MS = 600_000
/** Delay while the vendor cannot be called, such as without credentials. A check costs almost nothing. */
const RETRY_UNCALLED_MS = 15_000
/** Salesforce deletes a callback that is not confirmed within four hours. */
const GIVE_UP_MS = 4 * HOUR_MS

/**
 * Confirms due handshakes to their vendors, outside of any transaction.
 * @returns the number of tried handshakes
 */
export async function confirmHandshakes(confirming: Confirming): Promise<number> {
  const { db, clock } = confirming
  const now = clock()
  const due = await leaseHandshakes(db, now, new Date(now.getTime() + LEASE_MS), BATCH_MAX)
  await Promise.all(due.map(handshake => confirmOne(confirming, handshake)))
  return due.length
}

async function confirmOne(confirming: Confirming, handshake: DueHandshake): Promise<void> {
  const { db, clock, log } = confirming
  const { result, called } = await tellVendor(confirming, handshake)
  const now = clock()
  const state = stateAfter(handshake, result, called, now)
  if (!result.ok)
    log.warn({ request: handshake.id, platform: handshake.platform, reason: result.reason }, 'unconfirmed')
  await db.transaction(async session => {
    await saveHandshake(session, handshake, state, now)
    const items = handshake.items.map(item => ({ ...item, outcome: state.outcome }))
    const settled = { request: handshake, outcome: state.outcome, items }
    await saveTallies(session, handshake.orgId, tallyChanges([settled]))
  })
}

async function tellVendor(
  { findOrg, findPlatform, call, log }: Confirming,
  { orgId, id, platform, body }: DueHandshake,
): Promise<{ readonly result: Result<void, string>; readonly called: boolean }> {
  let called = false
  const watched: VendorCall = request => {
    called = true
    return call(request)
  }
  const org = await findOrg(orgId)
  const handshake = findPlatform(platform)?.handshake
  const json = readJson(body)
  if (!org || !handshake || !json.ok)
    return { result: fail('This version of Parley does not support this handshake.'), called }
  try {
    return { result: await handshake.confirm(json.value, org.platforms.get(platform) ?? {}, watched), called }
  } catch (error) {
    log.error({ err: error, request: id }, 'handshake not confirmed')
    return { result: fail('This is an error in Parley. See the log.'), called: true }
  }
}

function stateAfter(
  { receivedAt, attempts }: DueHandshake,
  result: Result<void, string>,
  called: boolean,
  now: Date,
): HandshakeState {
  const tries = attempts + (called ? 1 : 0)
  if (result.ok) return { outcome: CONFIRMED, reason: null, fix: null, attempts: tries, notBefore: null }
  const isLate = now.getTime() - receivedAt.getTime() >= GIVE_UP_MS
  const delayMs = called ? backoffMs(attempts, RETRY_FIRST_MS, RETRY_MAX_MS) : RETRY_UNCALLED_MS
  const reason = isLate ? TOO_LATE : called ? REFUSED : NOT_CALLED
  // The outcome `failed` lets a replay start the handshake again.
  const outcome = isLate ? 'failed' : UNCONFIRMED
  return {
    outcome,
    reason,
    fix: result.reason,
    attempts: tries,
    notBefore: isLate ? null : new Date(now.getTime() + delayMs),
  }
}

const NOT_CALLED = 'Parley cannot confirm the handshake yet. It checks again every 15 seconds.'
const REFUSED = 'The vendor has not accepted the confirmation. Parley tries again.'
const TOO_LATE = 'The handshake was not confirmed within four hours.'
