import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import { type Answer, failed, type RetryPolicy, retryAfterMs } from '../../runtime/outbox/retry.ts'

/**
 * A delivery is tried for days, at growing intervals. After failures in a row the endpoint is paused, and then
 * tried with one delivery.
 */
export const POLICY: RetryPolicy = {
  attemptsMax: Number.POSITIVE_INFINITY,
  triedForMs: 72 * HOUR_MS,
  item: { firstMs: 5 * SECOND_MS, maxMs: 4 * HOUR_MS },
  lane: { failuresMin: 5, firstMs: 10 * SECOND_MS, maxMs: 15 * MINUTE_MS },
}
const ASKED_MAX_MS = DAY_MS

/** These statuses are about the body, not about the endpoint. */
const ABOUT_THE_BODY = new Set([400, 409, 413, 415, 422])
const GONE = 410
const MAY_ASK = new Set([429, 503])

/** The meaning of a receiver's answer to a delivery. */
export function readAnswer(status: number, retryAfter: string | undefined, now: Date): Answer {
  if (status >= 200 && status < 300) return { outcome: 'accepted', status }
  const reason = `The receiver answered with status ${status}.`
  // The delivery stays unchanged until a person activates the webhook again.
  if (status === GONE) return { outcome: 'closed', status, reason }
  const askedMs = MAY_ASK.has(status) ? retryAfterMs(retryAfter, now, ASKED_MAX_MS) : 0
  return failed({ status, reason, isPassing: true, concernsAll: !ABOUT_THE_BODY.has(status), askedMs })
}

/** The result of a delivery without an answer. */
export const noAnswer = (reason: string): Answer => failed({ reason, isPassing: true, concernsAll: true })
