import { backoffMs } from '../../lib/backoff.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'
import type { Answer } from './transport.ts'

/** What becomes of a delivery by the answer to a call. */
export interface Judgement {
  readonly state: 'sent' | 'queued' | 'unknown' | 'dead'
  readonly status: number | null
  readonly reason: string | null
  readonly messageId: string | null
  readonly attempts: number
  /** Until this message is tried again. */
  readonly waitMs: number
  /** Until any message of the organisation goes through this transport; zero when the others may go on. */
  readonly pauseMs: number
}

export interface Circumstances {
  /** Calls for this message that have failed before. */
  readonly attempts: number
  /** Calls through this transport that have failed one after the other. */
  readonly failures: number
  /** Since the message was asked for. */
  readonly ageMs: number
  /** In [0, 1). */
  readonly chance: number
}

/** Twelve tries take about an hour: a receipt that comes later than that is a case for a person. */
export const ATTEMPTS_MAX = 12
const AGE_MAX_MS = 6 * HOUR_MS
const RETRY_FIRST_MS = 2_000
const RETRY_MAX_MS = 30 * MINUTE_MS
const PAUSE_FIRST_MS = 1_000
const PAUSE_MAX_MS = MINUTE_MS
/** After a refused credential: until somebody has mended it, every message would fail. */
const CREDENTIAL_PAUSE_MS = 30_000
const CREDENTIAL_STATUSES: ReadonlySet<number | null> = new Set([401, 403, 535])

/**
 * Whether a message is done, is tried again, or waits for a person. It is tried again only when it is
 * certain that nobody has sent it.
 */
export function judge(answer: Answer, { attempts, failures, ageMs, chance }: Circumstances): Judgement {
  const { status } = answer
  const done = { status, messageId: null, attempts: attempts + 1, waitMs: 0, pauseMs: 0 }
  if (answer.outcome === 'accepted')
    return { ...done, state: 'sent', reason: null, messageId: answer.messageId }
  const { reason } = answer
  if (answer.outcome === 'unknown') return { ...done, state: 'unknown', reason }
  const tried = attempts + (answer.isSlowedDown ? 0 : 1)
  const mayTryAgain = answer.isPassing && tried < ATTEMPTS_MAX && ageMs < AGE_MAX_MS
  const pauseMs = answer.concernsAll
    ? Math.max(
        answer.askedMs,
        CREDENTIAL_STATUSES.has(status) ? CREDENTIAL_PAUSE_MS : 0,
        withJitter(backoffMs(failures, PAUSE_FIRST_MS, PAUSE_MAX_MS), chance),
      )
    : 0
  if (!mayTryAgain) return { ...done, state: 'dead', attempts: tried, reason, pauseMs }
  const ownMs = answer.isSlowedDown
    ? withJitter(PAUSE_FIRST_MS, chance)
    : withJitter(backoffMs(attempts, RETRY_FIRST_MS, RETRY_MAX_MS), chance)
  const waitMs = Math.max(pauseMs, answer.askedMs, ownMs)
  return { ...done, state: 'queued', attempts: tried, reason, waitMs, pauseMs }
}

/** Between half the delay and all of it, so that many who failed together do not come back together. */
const withJitter = (delayMs: number, chance: number): number => Math.round((delayMs * (1 + chance)) / 2)
