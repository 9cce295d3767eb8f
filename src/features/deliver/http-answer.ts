import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'
import type { Result } from '../../lib/result.ts'
import type { OutboundFailure } from '../../runtime/outbound/failure.ts'
import type { OutboundResponse } from '../../runtime/outbound/outbound.ts'
import { failed, refusalReason, retryAfterMs } from '../../runtime/outbox/retry.ts'
import { hasNoWay, isRefusedCredential } from './retry-policy.ts'
import type { SendAnswer } from './transport.ts'

/** Fields of an answer in the vendor's own format. */
export interface AnswerFormat {
  /** The id of the message, in an answer that accepts it. */
  messageId(body: unknown): string | null
  /** The vendor's reason for a refusal. */
  reason(body: unknown): string | null
}

const ASKED_MAX_MS = HOUR_MS

/**
 * The meaning of the answer to a call that sends a message. Some statuses come before the server has done anything:
 * the message is sent again. Others (500, 502, 504) may come in the middle of the work: the outcome is unknown, and
 * the message is not sent again.
 */
export function readHttpAnswer(
  vendor: string,
  result: Result<OutboundResponse, OutboundFailure>,
  format: AnswerFormat,
  now: Date,
): SendAnswer {
  if (!result.ok) return readFailure(result.reason)
  const { status, headers } = result.value
  const body = readBody(result.value)
  if (status >= 200 && status < 300) return { outcome: 'accepted', status, messageId: format.messageId(body) }
  const reason = refusalReason(vendor, status, typeof body === 'string' ? body : format.reason(body))
  if (status >= 500 && status !== 503) return { outcome: 'unknown', status, reason }
  return failed({
    status,
    reason,
    isPassing: PASSING.has(status),
    concernsAll: PASSING.has(status) && status !== 408,
    isSlowedDown: status === 429,
    needsPerson: isRefusedCredential(status),
    askedMs: retryAfterMs(headers['retry-after'], now, ASKED_MAX_MS),
  })
}

/** The server has done nothing yet. A person corrects a refused credential; waiting messages are not lost. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 408, 425, 429, 503])

function readFailure({ kind, message, mayHaveArrived }: OutboundFailure): SendAnswer {
  if (mayHaveArrived) return { outcome: 'unknown', status: null, reason: message }
  const isPassing = kind !== 'invalid-request'
  return failed({
    reason: message,
    ...{ isPassing, concernsAll: isPassing, needsPerson: hasNoWay(kind) },
    // A shutdown does not count as a failure.
    isSlowedDown: kind === 'closed',
  })
}

function readBody({ body }: OutboundResponse): unknown {
  const json = readJson(body)
  return json.ok ? json.value : Buffer.from(body).toString('utf8')
}
