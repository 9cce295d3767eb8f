import { DAY_MS } from '../../lib/duration.ts'
import type { RetryDecision } from '../../runtime/outbox/retry.ts'

/** The health of an endpoint. */
export interface EndpointHealth {
  readonly failures: number
  /** The circuit breaker: no attempts before this moment. */
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

/** The health of an endpoint after an attempt. */
export function afterAttempt(before: EndpointHealth, decision: RetryDecision, now: Date): EndpointHealth {
  if (decision.state === 'done')
    // A pause that another answer has requested meanwhile stays.
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

/** Warns of an endpoint that keeps failing, and disables it in the end. */
export function escalate(before: EndpointHealth, now: Date): EndpointHealth {
  if (before.status !== 'active') return before
  const due = escalationOf(before.failingSince, before.warnedAt, now)
  if (due === 'warn') return { ...before, warnedAt: now }
  if (due !== 'disable') return before
  const days = Math.floor(DISABLED_AFTER_MS / DAY_MS)
  const statusReason = `The receiver has accepted nothing for ${days} days. Waiting deliveries are kept. Set the status to active once it is back, and recover the deliveries that were given up.`
  return { ...before, status: 'disabled', statusReason }
}

/**
 * The action for an endpoint that has accepted nothing since a moment: a daily warning from the first day on, and
 * disabling after five days, but never without an earlier warning.
 */
export function escalationOf(failingSince: Date | null, warnedAt: Date | null, now: Date): Escalation {
  if (failingSince === null) return 'ok'
  const failedMs = now.getTime() - failingSince.getTime()
  if (failedMs < WARNED_AFTER_MS) return 'failing'
  if (warnedAt === null || warnedAt < failingSince) return 'warn'
  if (failedMs >= DISABLED_AFTER_MS && now.getTime() - warnedAt.getTime() >= DAY_MS / 2) return 'disable'
  return now.getTime() - warnedAt.getTime() >= DAY_MS ? 'warn' : 'failing'
}
