import { backoffMs } from '../../lib/backoff.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lib/duration.ts'

/** What came back from a receiver, or why nothing did. */
export type Outcome =
  | { readonly status: number; readonly retryAfter: string | undefined }
  | { readonly failure: string }

export interface Circumstances {
  /** Attempts of this delivery that failed before. */
  readonly attempts: number
  readonly firstTriedAt: Date
  /** Calls to this endpoint that have failed one after the other. */
  readonly failures: number
  readonly now: Date
  /** In [0, 1). */
  readonly chance: number
}

export interface Judgement {
  readonly state: 'delivered' | 'waiting' | 'failed'
  /** Until this delivery is tried again. */
  readonly waitMs: number
  /** Until anything is tried at this endpoint. */
  readonly closedMs: number
  /** Whether it was the endpoint's fault rather than this delivery's. */
  readonly isEndpointFailure: boolean
  /** The receiver does not want to be called any more. */
  readonly isGone: boolean
}

/** For so long a delivery is tried, at growing intervals. */
export const TRIED_FOR_MS = 72 * HOUR_MS
const RETRY_FIRST_MS = 5 * SECOND_MS
const RETRY_MAX_MS = 4 * HOUR_MS

/** After so many failures in a row the endpoint is left alone for a while, and then tried with one delivery. */
export const BREAKER_FAILURES = 5
const CLOSED_FIRST_MS = 10 * SECOND_MS
const CLOSED_MAX_MS = 15 * 60 * SECOND_MS
const ASKED_MAX_MS = 24 * HOUR_MS

/** They say something about the body, not about the endpoint. */
const ABOUT_THE_BODY = new Set([400, 409, 413, 415, 422])
const GONE = 410

/** What an attempt means for its delivery and for its endpoint. */
export function judge(outcome: Outcome, circumstances: Circumstances): Judgement {
  const { attempts, firstTriedAt, failures, now, chance } = circumstances
  const status = 'status' in outcome ? outcome.status : undefined
  if (status !== undefined && status >= 200 && status < 300) return DELIVERED
  // The delivery stays as it is, until somebody switches the webhook on again.
  if (status === GONE) return { ...DELIVERED, state: 'waiting', isGone: true }
  const isEndpointFailure = status === undefined || !ABOUT_THE_BODY.has(status)
  const askedMs = 'status' in outcome ? askedPauseMs(outcome, now) : 0
  const breakMs =
    isEndpointFailure && failures + 1 >= BREAKER_FAILURES
      ? withJitter(backoffMs(failures + 1 - BREAKER_FAILURES, CLOSED_FIRST_MS, CLOSED_MAX_MS), chance)
      : 0
  const closedMs = Math.max(askedMs, breakMs)
  const waitMs = Math.max(closedMs, withJitter(backoffMs(attempts, RETRY_FIRST_MS, RETRY_MAX_MS), chance))
  const isTooLate = now.getTime() - firstTriedAt.getTime() >= TRIED_FOR_MS
  return { state: isTooLate ? 'failed' : 'waiting', waitMs, closedMs, isEndpointFailure, isGone: false }
}

const DELIVERED: Judgement = {
  state: 'delivered',
  waitMs: 0,
  closedMs: 0,
  isEndpointFailure: false,
  isGone: false,
}

/** Between half the delay and all of it, so that many who failed together do not come back together. */
const withJitter = (delayMs: number, chance: number): number => Math.round((delayMs * (1 + chance)) / 2)

const MAY_ASK = new Set([429, 503])

/** RFC 9110 section 10.2.3: seconds, or a date. */
function askedPauseMs({ status, retryAfter = '' }: Extract<Outcome, { status: number }>, now: Date): number {
  if (!MAY_ASK.has(status)) return 0
  const text = retryAfter.trim()
  if (/^\d+$/.test(text)) return Math.min(ASKED_MAX_MS, Number(text) * SECOND_MS)
  const until = text === '' ? Number.NaN : Date.parse(text)
  return Number.isNaN(until) ? 0 : Math.min(ASKED_MAX_MS, Math.max(0, until - now.getTime()))
}

export const WARNED_AFTER_MS = DAY_MS
export const DISABLED_AFTER_MS = 5 * DAY_MS

/**
 * How an endpoint stands that has accepted nothing since a moment: warned of daily from the first day on,
 * switched off after five, but never without a warning before.
 */
export function standing(
  failingSince: Date | null,
  warnedAt: Date | null,
  now: Date,
): 'ok' | 'failing' | 'warn' | 'disable' {
  if (failingSince === null) return 'ok'
  const failedMs = now.getTime() - failingSince.getTime()
  if (failedMs < WARNED_AFTER_MS) return 'failing'
  if (warnedAt === null || warnedAt < failingSince) return 'warn'
  if (failedMs >= DISABLED_AFTER_MS && now.getTime() - warnedAt.getTime() >= DAY_MS / 2) return 'disable'
  return now.getTime() - warnedAt.getTime() >= DAY_MS ? 'warn' : 'failing'
}
