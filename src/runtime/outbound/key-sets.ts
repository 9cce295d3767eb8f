import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'
import { createRecent } from '../../lib/recent.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Outbound } from './outbound.ts'

/**
 * The JSON Web Key Set (RFC 7517) at the address. Throws, with why in words, when it cannot be had.
 * @param isMissingKey the set in memory lacks a key that somebody signs with: it may have been rotated
 */
export type KeySets = (url: string, isMissingKey?: boolean) => Promise<unknown>

const FRESH_MS = 600_000
const STALE_MAX_MS = HOUR_MS
const RETRY_MS = 30_000
// A platform waits at the door meanwhile, some of them for three seconds only.
const TIMEOUT_MS = 2_000
const URLS_MAX = 1_000

interface Known {
  set: unknown
  fetchedAt: number
  failedAt: number
  underWay: Promise<void> | undefined
  failure: string
}

/**
 * Key sets from memory. Anybody can make the door ask for one, so a set is fetched every ten minutes, at most
 * every half a minute while that fails or a key is missing, and once for all who wait; when its address does
 * not answer, the last one is believed for an hour.
 */
export function createKeySets(outbound: Outbound, clock: Clock): KeySets {
  const knownByUrl = createRecent<Known>(URLS_MAX)

  async function refresh(url: string, known: Known): Promise<void> {
    const fetched = await fetchKeySet(outbound, url)
    const now = clock().getTime()
    if (fetched.ok) Object.assign(known, { set: fetched.value, fetchedAt: now, failedAt: -Infinity })
    else Object.assign(known, { failedAt: now, failure: fetched.reason })
    known.underWay = undefined
  }

  return async (url, isMissingKey = false) => {
    const known = knownByUrl.get(url) ?? { ...NOTHING }
    knownByUrl.set(url, known)
    const now = clock().getTime()
    const freshMs = isMissingKey ? RETRY_MS : FRESH_MS
    if (now - known.fetchedAt >= freshMs && now - known.failedAt >= RETRY_MS) {
      known.underWay ??= refresh(url, known)
      await known.underWay
    }
    if (clock().getTime() - known.fetchedAt <= STALE_MAX_MS) return known.set
    throw new Error(known.failure)
  }
}

const NOTHING: Known = {
  set: undefined,
  fetchedAt: -Infinity,
  failedAt: -Infinity,
  underWay: undefined,
  failure: '',
}

async function fetchKeySet(outbound: Outbound, url: string): Promise<Result<unknown, string>> {
  const sent = await outbound.send({
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    timeoutMs: TIMEOUT_MS,
  })
  if (!sent.ok) return fail(sent.reason.message)
  if (sent.value.status !== 200)
    return fail(`The key set's address answered with ${sent.value.status} instead of 200.`)
  const json = readJson(sent.value.body)
  return json.ok && isKeySet(json.value)
    ? ok(json.value)
    : fail("The key set's address answered with no key set.")
}

const isKeySet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Array.isArray((value as { keys?: unknown }).keys)
