import { DAY_MS } from '../../lib/duration.ts'
import type { Standing } from './lease.ts'
import { DISABLED_AFTER_MS, type Judgement, standing } from './retry-policy.ts'

/** How an endpoint stands after an attempt. */
export function afterAttempt(before: Standing, judgement: Judgement, now: Date): Standing {
  if (judgement.state === 'delivered')
    // A pause that another answer has asked for meanwhile is kept.
    return { ...before, failures: 0, failingSince: null, warnedAt: null, lastSuccessAt: now }
  if (judgement.isGone)
    return {
      ...before,
      status: 'paused',
      statusReason:
        'The receiver answered 410 Gone: it does not want to be called any more. Nothing is lost; set the status to active once it does.',
    }
  const closedUntil = now.getTime() + judgement.closedMs
  return {
    ...before,
    failures: judgement.isEndpointFailure ? before.failures + 1 : 0,
    openUntil: new Date(Math.max(before.openUntil.getTime(), closedUntil)),
    failingSince: before.failingSince ?? now,
  }
}

/** Warns of an endpoint that goes on failing, and in the end switches it off. */
export function afterRound(
  before: Standing,
  now: Date,
): { readonly standing: Standing; readonly event: 'warned' | 'disabled' | undefined } {
  if (before.status !== 'active') return { standing: before, event: undefined }
  const verdict = standing(before.failingSince, before.warnedAt, now)
  if (verdict === 'warn') return { standing: { ...before, warnedAt: now }, event: 'warned' }
  if (verdict !== 'disable') return { standing: before, event: undefined }
  const days = Math.floor(DISABLED_AFTER_MS / DAY_MS)
  const statusReason = `The receiver has accepted nothing for ${days} days. What waits is kept: set the status to active once it is back, and recover what was given up.`
  return { standing: { ...before, status: 'disabled', statusReason }, event: 'disabled' }
}
