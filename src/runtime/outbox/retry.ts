import { backoffMs } from '../../lib/backoff.ts'
import { SECOND_MS } from '../../lib/duration.ts'

/** What an attempt came to. */
export type Answer = Accepted | Failed | Unknown | Closed

export interface Accepted {
  readonly outcome: 'accepted'
  readonly status: number
}

/** It may have been accepted: to try again could do it twice, so that a person decides. */
export interface Unknown {
  readonly outcome: 'unknown'
  readonly status: number | null
  readonly reason: string
}

/** The receiver wants no calls any more. The item stays as it is. */
interface Closed {
  readonly outcome: 'closed'
  readonly status: number
  readonly reason: string
}

/** It is certain that it was not accepted. */
export interface Failed {
  readonly outcome: 'failed'
  readonly status: number | null
  readonly reason: string
  /** Whether it may be over by the next try. */
  readonly isPassing: boolean
  /** Whether it says something about the receiver, and not about this item alone. */
  readonly concernsAll: boolean
  /** For how long the receiver is to be left alone at least; zero when it did not ask. */
  readonly askedMs: number
  /** Being asked to slow down is no fault of the item's: it does not count as a try. */
  readonly isSlowedDown: boolean
}

const FAILED: Failed = {
  outcome: 'failed',
  status: null,
  reason: '',
  isPassing: false,
  concernsAll: false,
  askedMs: 0,
  isSlowedDown: false,
}

/** A failure that stays one and concerns this item alone, unless said otherwise. */
export const failed = (given: Partial<Failed> & Pick<Failed, 'reason'>): Failed => ({ ...FAILED, ...given })

interface Backoff {
  readonly firstMs: number
  readonly maxMs: number
}

export interface RetryPolicy {
  /** Pauses before an item is tried again. They double. */
  readonly item: Backoff
  /** The circuit breaker: the lane pauses from so many failures in a row on that concern all. */
  readonly lane: Backoff & { readonly failuresMin: number }
  readonly attemptsMax: number
  /** No item is tried for longer than this. */
  readonly triedForMs: number
}

/** What is known when an attempt has ended. */
export interface AttemptContext {
  /** Tries of this item that have failed before. */
  readonly attempts: number
  /** Attempts of the lane that have failed one after the other before, and concerned all. */
  readonly failures: number
  /** For how long the item has been tried. */
  readonly triedMs: number
  /** In [0, 1). */
  readonly chance: number
}

/** What becomes of an item and its lane after an attempt. */
export interface RetryDecision {
  readonly state: 'done' | 'retry' | 'dead' | 'unknown'
  readonly attempts: number
  /** Until the item is tried again. */
  readonly waitMs: number
  /** Until anything of the lane is tried; zero when the others may go on. */
  readonly pauseMs: number
  /** Failures in a row, with this one. */
  readonly failures: number
  /** Whether the receiver wants no calls any more. */
  readonly isClosed: boolean
}

/** Whether an item is done, is tried again, was given up or waits for a person, and when its lane goes on. */
export function decideRetry(policy: RetryPolicy, answer: Answer, context: AttemptContext): RetryDecision {
  const { attempts, triedMs, chance } = context
  const ended = { attempts: attempts + 1, waitMs: 0, pauseMs: 0, failures: 0, isClosed: false }
  if (answer.outcome === 'accepted') return { ...ended, state: 'done' }
  if (answer.outcome === 'unknown') return { ...ended, state: 'unknown' }
  if (answer.outcome === 'closed')
    return { ...ended, state: 'retry', failures: context.failures, isClosed: true }
  const { isPassing, concernsAll, askedMs, isSlowedDown } = answer
  const tried = attempts + (isSlowedDown ? 0 : 1)
  const failures = concernsAll ? context.failures + 1 : 0
  const pauseMs = concernsAll ? Math.max(askedMs, breakMs(policy, failures, chance)) : 0
  const mayRetry = isPassing && tried < policy.attemptsMax && triedMs < policy.triedForMs
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

/** Between half the delay and all of it, so that many who failed together do not come back together. */
const withJitter = (delayMs: number, chance: number): number => Math.round((delayMs * (1 + chance)) / 2)

const WORDS_MAX = 300

/** Why somebody's API refused a call, with the words that it had for it. */
export function refusalReason(name: string, status: number, words: string | null | undefined): string {
  const said = (words ?? '').replace(/\s+/g, ' ').trim().slice(0, WORDS_MAX)
  return `${name} answered with status ${status}${said === '' ? '' : `: ${said}`}`
}

/**
 * How long a receiver asks to be left alone: seconds, or a date (`Retry-After`, RFC 9110 section 10.2.3).
 * @returns milliseconds, at most `maxMs`; zero for what says nothing of the kind
 */
export function retryAfterMs(header: string | undefined, now: Date, maxMs: number): number {
  const text = header?.trim() ?? ''
  const askedMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - now.getTime()
  return Number.isNaN(askedMs) ? 0 : Math.min(maxMs, Math.max(0, askedMs))
}
