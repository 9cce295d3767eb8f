import type { onRequestHookHandler } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS, SECOND_MS } from '../../lib/duration.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { endOfMonth } from './month.ts'
import type { Counted, MonthUses } from './month-use.ts'

/**
 * Refuses what an organisation has used up for this month. Resolves at once for those without a quota.
 * @throws Problem too-many-requests
 */
export type RequireQuota = (org: Org, what: Counted) => Promise<void> | undefined

/** An `onRequest` hook for routes that choose wordings. It costs organisations without a quota no promise. */
export const limitChoices =
  (require: RequireQuota): onRequestHookHandler =>
  ({ org }, _reply, done) => {
    const checking = require(org, 'choices')
    if (checking === undefined) done()
    else checking.then(() => done(), done)
  }

/** @param onLimited called for every refusal */
export function requireQuota(
  uses: MonthUses,
  clock: Clock,
  onLimited: (what: Counted) => void,
): RequireQuota {
  async function require(org: Org, what: Counted, quota: number): Promise<void> {
    if (!(await uses.hasUsed(org.id, what, quota))) return
    onLimited(what)
    const now = clock()
    const end = endOfMonth(now)
    // The operator may give more at any time, so nobody should wait for the month to end.
    const retryAfterSeconds = Math.ceil(Math.min(end.getTime() - now.getTime(), HOUR_MS) / SECOND_MS)
    throw new Problem(
      'too-many-requests',
      `This organisation has used the ${quota} ${what} of this month. They begin anew at ${end.toISOString()}. The operator of this server can give it more.`,
      [],
      { retryAfterSeconds },
    )
  }
  return (org, what) => {
    const quota = what === 'choices' ? org.limits.choicesPerMonth : org.limits.eventsPerMonth
    return quota === undefined ? undefined : require(org, what, quota)
  }
}
