import { HOUR_MS } from '../../lib/duration.ts'
import { readJson } from '../../lib/json.ts'
import type { Result } from '../../lib/result.ts'
import type { OutboundFailure } from '../../runtime/outbound/failure.ts'
import type { OutboundResponse } from '../../runtime/outbound/outbound.ts'
import { type Answer, refused } from './transport.ts'

/** What a vendor's API says in its own shape. */
export interface Reading {
  /** The id of the message, in an answer that accepts it. */
  messageId(body: unknown): string | null
  /** Why not, in the vendor's words. */
  reason(body: unknown): string | null
}

const WORDS_MAX = 300

/**
 * What the answer to a call that sends a message means. After a status that a server gives before it has
 * done anything, the message is sent again; after one that it may give in the middle of it (500, 502, 504),
 * nobody knows, and it is not.
 */
export function readHttpAnswer(
  vendor: string,
  result: Result<OutboundResponse, OutboundFailure>,
  reading: Reading,
  now: Date,
): Answer {
  if (!result.ok) return readFailure(result.reason)
  const { status, headers } = result.value
  const body = readBody(result.value)
  if (status >= 200 && status < 300)
    return { outcome: 'accepted', status, messageId: reading.messageId(body) }
  const words = (typeof body === 'string' ? body : reading.reason(body)) ?? ''
  const said = words.replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX)
  const reason = `${vendor} answered with status ${status}${said === '' ? '' : `: ${said}`}`
  if (status >= 500 && status !== 503) return { outcome: 'unknown', status, reason }
  return refused({
    status,
    reason,
    isPassing: PASSING.has(status),
    concernsAll: PASSING.has(status) && status !== 408,
    isSlowedDown: status === 429,
    askedMs: askedPauseMs(headers['retry-after'], now),
  })
}

/** Nothing was done yet. A refused credential is mended by a person, without losing what waits. */
const PASSING: ReadonlySet<number> = new Set([401, 403, 408, 425, 429, 503])

function readFailure({ kind, message, mayHaveArrived }: OutboundFailure): Answer {
  if (mayHaveArrived) return { outcome: 'unknown', status: null, reason: message }
  const isPassing = kind !== 'invalid-request' && kind !== 'address-refused'
  // Shutting down is no fault of anybody's.
  return refused({ reason: message, isPassing, concernsAll: isPassing, isSlowedDown: kind === 'closed' })
}

function readBody({ body }: OutboundResponse): unknown {
  const json = readJson(body)
  return json.ok ? json.value : Buffer.from(body).toString('utf8')
}

const ASKED_MAX_MS = HOUR_MS

/** `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date. */
export function askedPauseMs(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? ''
  const askedMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime()
  return Math.min(ASKED_MAX_MS, Math.max(0, Number.isNaN(askedMs) ? 0 : askedMs))
}
