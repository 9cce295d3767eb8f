import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import type { RetryPolicy } from '../../runtime/outbox/retry.ts'
import type { SendAnswer } from './transport.ts'

/**
 * Twelve attempts take about an hour. A later receipt needs a person's decision. A message is tried again only if
 * it certainly has not been sent.
 */
export const POLICY: RetryPolicy = {
  attemptsMax: 12,
  triedForMs: 6 * HOUR_MS,
  item: { firstMs: 2 * SECOND_MS, maxMs: 30 * MINUTE_MS },
  lane: { failuresMin: 1, firstMs: SECOND_MS, maxMs: MINUTE_MS },
}

const CREDENTIAL_PAUSE_MS = 30 * SECOND_MS
const CREDENTIAL_STATUSES: ReadonlySet<number | null> = new Set([401, 403, 535])

/** After a refused credential every message would fail until a person corrects it, so the pause is longer. */
export const withCredentialPause = (answer: SendAnswer): SendAnswer =>
  answer.outcome === 'failed' && answer.concernsAll && CREDENTIAL_STATUSES.has(answer.status)
    ? { ...answer, askedMs: Math.max(answer.askedMs, CREDENTIAL_PAUSE_MS) }
    : answer
