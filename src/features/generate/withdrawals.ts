import { createBatcher } from '../../lib/collect/batcher.ts'
import { groupBy } from '../../lib/group-by.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Claim, withdraw } from './withdraw-store.ts'

/** Deletes stored decisions that no request was answered with. */
export interface Withdrawals {
  /** Releases claims. Tries again until the store confirms; a second release changes nothing. */
  add(claims: readonly Claim[]): void
  /** Resolves when all claims are released or one more try has failed. */
  drain(): Promise<void>
}

const BATCH_MAX = 512
const RETRY_MS = 1_000
// A long outage brings more claims than memory should hold. Only the first ones of an outage may have been stored;
// later ones never reached the store.
const WAITING_MAX = 10_000

export function openWithdrawals(db: Database): Withdrawals {
  const batcher = createBatcher<Claim, void>(async claims => {
    for (const [orgId, ofOrg] of groupBy(claims, claim => claim.orgId)) await withdraw(db, orgId, ofOrg)
    return claims.map(() => undefined)
  }, BATCH_MAX)
  let waiting: Claim[] = []
  let retry: NodeJS.Timeout | undefined

  function tryNow(claim: Claim): void {
    batcher.add(claim).catch(() => {
      waiting.push(claim)
      retry ??= setTimeout(tryAgain, RETRY_MS).unref()
    })
  }

  function tryAgain(): void {
    clearTimeout(retry)
    retry = undefined
    const claims = waiting
    waiting = []
    for (const claim of claims) tryNow(claim)
  }

  return {
    add(claims) {
      if (waiting.length + batcher.size() + claims.length > WAITING_MAX) return
      for (const { orgId, messageKey, id, decidedAt } of claims) tryNow({ orgId, messageKey, id, decidedAt })
    },
    async drain() {
      tryAgain()
      await batcher.drain()
      clearTimeout(retry)
    },
  }
}
