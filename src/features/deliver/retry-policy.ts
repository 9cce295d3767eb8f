import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import type { RetryPolicy } from '../../runtime/outbox/retry.ts'
import type { SendAnswer } from './transport.ts'

/**
 * Twelve tries take about an hour: a receipt that comes later than that is a case for a person. A message is tried
 * again only when it is certain that nobody has sent it.
 */
export const POLICY: RetryPolicy = {
  attemptsMax: 12,
  triedForMs: 6 * HOUR_MS,
  item: { firstMs: 2 * SECOND_MS, maxMs: 30 * MINUTE_MS },
  lane: { failuresMin: 1, firstMs: SECOND_MS, maxMs: MINUTE_MS },
}

const CREDENTIAL_PAUSE_MS = 30 * SECOND_MS
const CREDENTIAL_STATUSES: ReadonlySet<number | null> = new Set([401, 403, 535])

/** After a refused credential, until somebody has mended it, every message would fail: there is a longer pause. */
export const withCredentialPause = (answer: SendAnswer): SendAnswer =>
  answer.outcome === 'failed' && answer.concernsAll && CREDENTIAL_STATUSES.has(answer.status)
    ? { ...answer, askedMs: Math.max(answer.askedMs, CREDENTIAL_PAUSE_MS) }
    : answer
