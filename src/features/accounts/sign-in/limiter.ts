import type { Clock } from '../../../lib/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../../lib/duration.ts'
import { networkOf } from '../../../runtime/http/limits/network.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { type Tries, waitLeft, withTry } from './tries.ts'

/** Limits how often passwords are tried, in this process. */
export interface SignInLimiter {
  /**
   * Counts a try before the password is checked, so that tries at the same time count too.
   * @param account the address or the id of the account, whether or not it exists
   * @throws Problem too-many-requests, without counting
   */
  enter(address: string, account: string): void
  /** Takes the try back, because the password was right. The account's other tries are forgotten. */
  succeeded(address: string, account: string): void
}

/** The oldest are forgotten first. */
const KEPT = 20_000

export function createSignInLimiter(clock: Clock): SignInLimiter {
  const tries = new Map<string, Tries>()
  const put = (key: string, value: Tries | undefined): void => {
    tries.delete(key)
    if (value !== undefined) tries.set(key, value)
    const [oldest] = tries.keys()
    if (tries.size > KEPT && oldest !== undefined) tries.delete(oldest)
  }
  return {
    enter(address, account) {
      const nowMs = clock().getTime()
      const keys = [networkOf(address), account]
      const waitMs = Math.max(...keys.map(key => waitLeft(tries.get(key), nowMs)))
      if (waitMs > 0)
        throw new Problem(
          'too-many-requests',
          `Too many tries to sign in. Try again in ${inWords(waitMs)}, or ask an admin for a link.`,
          [],
          { retryAfterSeconds: Math.ceil(waitMs / SECOND_MS) },
        )
      for (const key of keys) put(key, withTry(tries.get(key), nowMs))
    },
    succeeded(address, account) {
      const key = networkOf(address)
      const known = tries.get(key)
      if (known !== undefined) put(key, known.count > 1 ? { ...known, count: known.count - 1 } : undefined)
      put(account, undefined)
    },
  }
}

const inWords = (ms: number): string => {
  const minutes = Math.ceil(ms / MINUTE_MS)
  return ms < MINUTE_MS ? `${Math.ceil(ms / SECOND_MS)} s` : minutes === 1 ? '1 minute' : `${minutes} minutes`
}
