import { DAY_MS } from '../../lib/duration.ts'
import type { RetryDecision } from '../../runtime/outbox/retry.ts'

/** How an endpoint does. */
export interface EndpointHealth {
  readonly failures: number
  /** The circuit breaker: until then nothing is tried. */
  readonly openUntil: Date
  readonly failingSince: Date | null
  readonly warnedAt: Date | null
  readonly lastSuccessAt: Date | null
  readonly status: 'active' | 'paused' | 'disabled'
  readonly statusReason: string | null
}

type Escalation = 'ok' | 'failing' | 'warn' | 'disable'

export const WARNED_AFTER_MS = DAY_MS
export const DISABLED_AFTER_MS = 5 * DAY_MS

/** How an endpoint does after an attempt. */
export function afterAttempt(before: EndpointHealth, decision: RetryDecision, now: Date): EndpointHealth {
  if (decision.state === 'done')
    // A pause that another answer has asked for meanwhile is kept.
    return { ...before, failures: 0, failingSince: null, warnedAt: null, lastSuccessAt: now }
  if (decision.isClosed)
    return {
      ...before,
      status: 'paused',
      statusReason:
        'The receiver answered 410 Gone: it does not want to be called any more. Nothing is lost; set the status to active once it does.',
    }
  return {
    ...before,
    failures: decision.failures,
    openUntil: new Date(Math.max(before.openUntil.getTime(), now.getTime() + decision.pauseMs)),
    failingSince: before.failingSince ?? now,
  }
}

/** Warns of an endpoint that goes on failing, and in the end switches it off. */
export function escalate(before: EndpointHealth, now: Date): EndpointHealth {
  if (before.status !== 'active') return before
  const due = escalationOf(before.failingSince, before.warnedAt, now)
  if (due === 'warn') return { ...before, warnedAt: now }
  if (due !== 'disable') return before
  const days = Math.floor(DISABLED_AFTER_MS / DAY_MS)
  const statusReason = `The receiver has accepted nothing for ${days} days. What waits is kept: set the status to active once it is back, and recover what was given up.`
  return { ...before, status: 'disabled', statusReason }
}

/**
 * What is due for an endpoint that has accepted nothing since a moment: warned of daily from the first day on,
 * switched off after five, but never without a warning before.
 */
export function escalationOf(failingSince: Date | null, warnedAt: Date | null, now: Date): Escalation {
  if (failingSince === null) return 'ok'
  const failedMs = now.getTime() - failingSince.getTime()
  if (failedMs < WARNED_AFTER_MS) return 'failing'
  if (warnedAt === null || warnedAt < failingSince) return 'warn'
  if (failedMs >= DISABLED_AFTER_MS && now.getTime() - warnedAt.getTime() >= DAY_MS / 2) return 'disable'
  return now.getTime() - warnedAt.getTime() >= DAY_MS ? 'warn' : 'failing'
}
