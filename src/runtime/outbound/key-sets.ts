import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'
import { createRecent } from '../../lib/recent.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Outbound } from './outbound.ts'

/**
 * The JSON Web Key Set (RFC 7517) at the address. Throws, with the reason in words, if it cannot be fetched.
 * @param isMissingKey the cached set lacks a key of a signature: the keys may have been rotated
 */
export type KeySets = (url: string, isMissingKey?: boolean) => Promise<unknown>

const FRESH_MS = 600_000
const STALE_MAX_MS = HOUR_MS
const RETRY_MS = 30_000
// A platform's call waits for this, in some cases for three seconds at most.
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
 * Cached key sets. Any caller can cause a fetch. So a set is fetched every ten minutes, at most every half minute
 * while fetching fails or a key is missing, and once for all concurrent callers. If its address does not answer, the
 * last set stays valid for an hour.
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
