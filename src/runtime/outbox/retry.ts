import { backoffMs } from '../../lib/backoff.ts'
import { SECOND_MS } from '../../lib/duration.ts'

/** The outcome of a call. */
export type Answer = Accepted | Failed | Unknown | Closed

export interface Accepted {
  readonly outcome: 'accepted'
  readonly status: number
}

/** The receiver may have accepted the item. A retry could send it twice, so a person decides. */
export interface Unknown {
  readonly outcome: 'unknown'
  readonly status: number | null
  readonly reason: string
}

/** The receiver wants no more calls. The item keeps its state. */
interface Closed {
  readonly outcome: 'closed'
  readonly status: number
  readonly reason: string
}

/** The receiver has certainly not accepted the item. */
export interface Failed {
  readonly outcome: 'failed'
  readonly status: number | null
  readonly reason: string
  /** Whether a retry may succeed. */
  readonly isPassing: boolean
  /** Whether the failure is about the receiver, and not only about this item. */
  readonly concernsAll: boolean
  /** The pause that the receiver asks for; zero if it asks for none. */
  readonly askedMs: number
  /** Whether the receiver asked for fewer calls. That is not the item's fault, so it does not count as an attempt. */
  readonly isSlowedDown: boolean
  /**
   * Whether a person has to correct the settings first: a credential, an address. All items of the lane wait for that
   * as long as it takes, and the attempt does not count.
   */
  readonly needsPerson: boolean
}

const FAILED: Failed = {
  outcome: 'failed',
  status: null,
  reason: '',
  isPassing: false,
  concernsAll: false,
  askedMs: 0,
  isSlowedDown: false,
  needsPerson: false,
}

/** A failure with defaults: it is permanent, and only about this item. */
export const failed = (given: Partial<Failed> & Pick<Failed, 'reason'>): Failed => ({ ...FAILED, ...given })

interface Backoff {
  readonly firstMs: number
  readonly maxMs: number
}

export interface RetryPolicy {
  /** The pauses between attempts of an item. Each is twice the one before. */
  readonly item: Backoff
  /** The circuit breaker: the lane pauses after `failuresMin` failures in a row that are about the receiver. */
  readonly lane: Backoff & { readonly failuresMin: number }
  readonly attemptsMax: number
  /** The time from the first attempt after which an item is not retried. */
  readonly triedForMs: number
}

/** The inputs of the decision besides the answer. */
export interface AttemptContext {
  /** Failed attempts of this item so far. */
  readonly attempts: number
  /** Failures in a row of the lane so far that are about the receiver. */
  readonly failures: number
  /** The time since the first attempt of the item. */
  readonly triedMs: number
  /** A random number in [0, 1). */
  readonly chance: number
}

/** The next state of an item and its lane after an attempt. */
export interface RetryDecision {
  readonly state: 'done' | 'retry' | 'dead' | 'unknown'
  readonly attempts: number
  /** The pause before the next attempt of the item. */
  readonly waitMs: number
  /** The pause of the whole lane; zero if other items may go out. */
  readonly pauseMs: number
  /** Failures in a row, including this attempt. */
  readonly failures: number
  /** Whether the receiver wants no more calls. */
  readonly isClosed: boolean
}

/** Decides whether an item is done, is retried, is dead or waits for a person, and how long its lane pauses. */
export function decideRetry(policy: RetryPolicy, answer: Answer, context: AttemptContext): RetryDecision {
  const { attempts, triedMs, chance } = context
  const ended = { attempts: attempts + 1, waitMs: 0, pauseMs: 0, failures: 0, isClosed: false }
  if (answer.outcome === 'accepted') return { ...ended, state: 'done' }
  if (answer.outcome === 'unknown') return { ...ended, state: 'unknown' }
  if (answer.outcome === 'closed')
    return { ...ended, state: 'retry', failures: context.failures, isClosed: true }
  const { isPassing, concernsAll, askedMs, needsPerson } = answer
  const isSlowedDown = answer.isSlowedDown || needsPerson
  const tried = attempts + (isSlowedDown ? 0 : 1)
  const failures = concernsAll ? context.failures + 1 : 0
  const pauseMs = concernsAll ? Math.max(askedMs, breakMs(policy, failures, chance)) : 0
  const mayRetry = needsPerson || (isPassing && tried < policy.attemptsMax && triedMs < policy.triedForMs)
  if (!mayRetry) return { ...ended, state: 'dead', attempts: tried, pauseMs, failures }
  const { firstMs, maxMs } = isSlowedDown ? policy.lane : policy.item
  const ownMs = withJitter(backoffMs(isSlowedDown ? 0 : attempts, firstMs, maxMs), chance)
  return {
    ...ended,
    state: 'retry',
    attempts: tried,
    waitMs: Math.max(pauseMs, askedMs, ownMs),
    pauseMs,
    failures,
  }
}

function breakMs({ lane }: RetryPolicy, failures: number, chance: number): number {
  if (failures < lane.failuresMin) return 0
  return withJitter(backoffMs(failures - lane.failuresMin, lane.firstMs, lane.maxMs), chance)
}

/** Between half the delay and all of it, so that items that failed together are not retried together. */
const withJitter = (delayMs: number, chance: number): number => Math.round((delayMs * (1 + chance)) / 2)

const WORDS_MAX = 300

/** The reason why an API refused a call, with the API's own message. */
export function refusalReason(name: string, status: number, words: string | null | undefined): string {
  const said = (words ?? '').replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX)
  return `${name} answered with status ${status}${said === '' ? '' : `: ${said}`}`
}

/**
 * The pause that a receiver asks for: seconds, or a date (`Retry-After`, RFC 9110 section 10.2.3).
 * @returns milliseconds, at most `maxMs`; zero for any other text
 */
export function retryAfterMs(header: string | undefined, now: Date, maxMs: number): number {
  const text = header?.trim() ?? ''
  const askedMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - now.getTime()
  return Number.isNaN(askedMs) ? 0 : Math.min(maxMs, Math.max(0, askedMs))
}
