import type { VendorResponse } from '../../core/platforms/vendor.ts'
import { backoffMs } from '../../lib/backoff.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'
import type { Result } from '../../lib/result.ts'

/** What a platform's answer to a write means. */
export type Judgement =
  | { readonly state: 'sent'; readonly status: number }
  | {
      readonly state: 'dead'
      readonly status: number | null
      readonly attempts: number
      readonly reason: string
    }
  | {
      readonly state: 'waiting'
      readonly status: number | null
      readonly attempts: number
      readonly reason: string
      /** Until this write is tried again. */
      readonly waitMs: number
      /** Until any write of the organisation to this platform is tried. */
      readonly pauseMs: number
    }

export interface Circumstances {
  /** Calls for this write that have failed before. */
  readonly attempts: number
  /** Calls to this platform that have failed one after the other. */
  readonly failures: number
  readonly now: Date
  /** In [0, 1). */
  readonly chance: number
}

/** Twelve tries with doubling pauses take the better part of a day. */
export const ATTEMPTS_MAX = 12
const RETRY_FIRST_MS = 30_000
const RETRY_MAX_MS = 6 * HOUR_MS
const PAUSE_FIRST_MS = 1_000
const PAUSE_MAX_MS = 300_000
/** After a refused credential: until somebody has mended it, every write would fail. */
const CREDENTIAL_PAUSE_MS = MINUTE_MS
const ASKED_PAUSE_MAX_MS = DAY_MS

/**
 * Whether a write is done, will be tried again, or never can be. Being asked to slow down is no fault of
 * the write's and does not count as a try.
 * @param answer fails with why there was none
 */
export function judge(
  platform: string,
  answer: Result<VendorResponse, string>,
  { attempts, failures, now, chance }: Circumstances,
): Judgement {
  const status = answer.ok ? answer.value.status : null
  if (status !== null && status >= 200 && status < 300) return { state: 'sent', status }
  const reason = answer.ok ? sentence(platform, answer.value) : answer.reason
  const isSlowedDown = status === 429
  const tried = attempts + (isSlowedDown ? 0 : 1)
  if (!(isPassing(status) && tried < ATTEMPTS_MAX)) return { state: 'dead', status, attempts: tried, reason }
  const askedMs = answer.ok ? askedPauseMs(answer.value, now) : 0
  const pauseMs = Math.max(
    askedMs,
    status === 401 || status === 403 ? CREDENTIAL_PAUSE_MS : 0,
    withJitter(backoffMs(failures, PAUSE_FIRST_MS, PAUSE_MAX_MS), chance),
  )
  const waitMs = Math.max(
    pauseMs,
    isSlowedDown ? 0 : withJitter(backoffMs(attempts, RETRY_FIRST_MS, RETRY_MAX_MS), chance),
  )
  return { state: 'waiting', status, attempts: tried, reason, waitMs, pauseMs }
}

/** What may be over by the next try. A refused credential is mended by a person, without losing what waits. */
const isPassing = (status: number | null): boolean =>
  status === null || status >= 500 || [401, 403, 408, 425, 429].includes(status)

/** Between half the delay and all of it, so that many who failed together do not come back together. */
const withJitter = (delayMs: number, chance: number): number => Math.round((delayMs * (1 + chance)) / 2)

/** The standard header, and those of Chameleon: seconds, or in the standard one a date. */
const PAUSE_HEADERS = ['retry-after', 'x-retry-after', 'x-ratelimit-wait']

function askedPauseMs({ headers }: VendorResponse, now: Date): number {
  const asked = PAUSE_HEADERS.map(name => pauseOf(headers[name]?.trim() ?? '', now))
  return Math.min(ASKED_PAUSE_MAX_MS, Math.max(...asked))
}

function pauseOf(text: string, now: Date): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000
  const until = text === '' ? Number.NaN : Date.parse(text)
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime())
}

const WORDS_MAX = 300

function sentence(platform: string, { status, body }: VendorResponse): string {
  const words = wordsOf(body)
  return `${platform} answered with status ${status}${words === '' ? '' : `: ${words}`}`
}

/** What the platform says about it: Chameleon in `messages`, Iterable in `msg`. */
function wordsOf(body: unknown): string {
  const { messages, msg } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const words = typeof body === 'string' ? body : Array.isArray(messages) ? messages.join(' ') : msg
  return typeof words === 'string' ? words.replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX) : ''
}
