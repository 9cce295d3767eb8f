import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorResponse } from '../../core/platforms/vendor.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import type { Result } from '../../lib/result.ts'
import {
  type Answer,
  failed,
  type RetryPolicy,
  refusalReason,
  retryAfterMs,
} from '../../runtime/outbox/retry.ts'

/** Twelve attempts with doubling pauses take most of a day. */
export const POLICY: RetryPolicy = {
  attemptsMax: 12,
  triedForMs: Number.POSITIVE_INFINITY,
  item: { firstMs: 30 * SECOND_MS, maxMs: 6 * HOUR_MS },
  lane: { failuresMin: 1, firstMs: SECOND_MS, maxMs: 5 * MINUTE_MS },
}
/** The pause after a refused credential: every write would fail until a person corrects it. */
const CREDENTIAL_PAUSE_MS = MINUTE_MS
const ASKED_PAUSE_MAX_MS = DAY_MS

/** The meaning of a platform's answer to a write. @param response fails with the reason why there was no answer */
export function readAnswer(
  { name, refusal }: Pick<Platform, 'name' | 'refusal'>,
  response: Result<VendorResponse, string>,
  now: Date,
): Answer {
  if (!response.ok) return failed({ reason: response.reason, isPassing: true, concernsAll: true })
  const { status, headers, body } = response.value
  if (status >= 200 && status < 300) return { outcome: 'accepted', status }
  const isRefused = status === 401 || status === 403
  const words = typeof body === 'string' ? body : refusal?.words(body)
  const pauseHeaders = ['retry-after', ...(refusal?.pauseHeaders ?? [])]
  const asked = pauseHeaders.map(header => retryAfterMs(headers[header], now, ASKED_PAUSE_MAX_MS))
  return failed({
    status,
    reason: refusalReason(name, status, words),
    isPassing: isPassing(status),
    concernsAll: isPassing(status),
    isSlowedDown: status === 429,
    askedMs: Math.max(...asked, isRefused ? CREDENTIAL_PAUSE_MS : 0),
    needsPerson: isRefused,
  })
}

/**
 * Failures that may be over by the next attempt. A person corrects a refused credential; waiting writes are not
 * lost.
 */
const isPassing = (status: number): boolean => status >= 500 || [401, 403, 408, 425, 429].includes(status)
