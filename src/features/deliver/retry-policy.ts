import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import type { FailureKind } from '../../runtime/outbound/failure.ts'
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

const PERSON_PAUSE_MS = 30 * SECOND_MS

/** Whether an HTTP status says that the stored credential is refused. */
export const isRefusedCredential = (status: number | null): boolean => status === 401 || status === 403

/** Whether the host of the settings does not exist, or may not be called. */
export const hasNoWay = (kind: FailureKind): boolean => kind === 'not-found' || kind === 'address-refused'

/** While a person has to correct the settings, every message would fail, so the pause is longer. */
export const withPersonPause = (answer: SendAnswer): SendAnswer =>
  answer.outcome === 'failed' && answer.needsPerson
    ? { ...answer, askedMs: Math.max(answer.askedMs, PERSON_PAUSE_MS) }
    : answer
