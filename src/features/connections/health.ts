import type { Refusal } from '../../core/platforms/platform.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'

/** The stored data about a platform's calls to one organisation. */
export interface CallHistory {
  readonly firstReceivedAt: Date | null
  readonly lastReceivedAt: Date | null
  /** Arrival of the last call with an event that counted for a message. */
  readonly lastCountedAt: Date | null
  /** The number of latest consecutive calls that were refused or unreadable. */
  readonly failures: number
  readonly lastFailure: Failure | null
  /** Whether any call has ever been readable. */
  readonly wasUnderstood: boolean
  /** In the order of time. Hours without calls are missing. */
  readonly hours: readonly Hour[]
}

export interface Hour {
  /** The beginning of the hour, UTC. */
  readonly hour: Date
  readonly received: number
  readonly unreadable: number
  readonly refused: number
}

export type Failure = Refusal | 'unreadable'

export type HealthStatus = 'never-seen' | 'live' | 'quiet' | 'failing'

export interface Health {
  readonly status: HealthStatus
  readonly message: string
}

export const NOTHING_YET: CallHistory = {
  firstReceivedAt: null,
  lastReceivedAt: null,
  lastCountedAt: null,
  failures: 0,
  lastFailure: null,
  wasUnderstood: false,
  hours: [],
}

const WEEK_MS = 7 * DAY_MS

/** How long hours are kept: the period two weeks before a silence of a week. */
export const HOURS_KEPT_MS = 22 * DAY_MS

// A single refused call beside good calls may come from anybody.
const FAILURES_MIN = 3

/** The health of a platform's connection: one word, and a sentence with the fix. */
export function healthOf(name: string, history: CallHistory, now: Date): Health {
  const { failures, lastFailure, wasUnderstood, lastReceivedAt, lastCountedAt } = history
  if (lastFailure !== null && failures >= (wasUnderstood ? FAILURES_MIN : 1))
    return { status: 'failing', message: sayFailing(name, failures, lastFailure) }
  if (lastReceivedAt === null)
    return {
      status: 'never-seen',
      message: `${name} has not sent anything yet. Follow the steps to connect it.`,
    }
  if (isUnusuallySilent(history, lastReceivedAt, now)) {
    const silence = sayDuration(now.getTime() - lastReceivedAt.getTime())
    return {
      status: 'quiet',
      message: `${name} has not sent anything for ${silence}, which is unusual. Check that it still sends, and that its webhook is enabled.`,
    }
  }
  const usual =
    lastCountedAt === null
      ? `${name} sends calls, but none has counted for a message yet. The inbound log gives the reason.`
      : `${name} sends calls as usual.`
  const refused = ofLastDay(history, now, 'refused')
  return { status: 'live', message: refused === 0 ? usual : `${usual} ${sayRefused(refused, history, now)}` }
}

/** Good calls go on arriving beside them, so another workspace may call too, or a stranger. */
function sayRefused(refused: number, history: CallHistory, now: Date): string {
  const all = refused + ofLastDay(history, now, 'received')
  return `But Parley refused ${refused} of ${all} calls in the last 24 hours. Look at them under Events, outcome refused.`
}

/** What of the last 24 hours is kept in whole hours. */
export function ofLastDay({ hours }: CallHistory, now: Date, field: Exclude<keyof Hour, 'hour'>): number {
  const lately = hours.filter(({ hour }) => hour.getTime() > now.getTime() - DAY_MS)
  return lately.reduce((total, hour) => total + hour[field], 0)
}

/**
 * Whether a silence is unusual for the platform: longer than the usual gap between two hours with calls, and calls
 * came in the same period of both previous weeks. So a sender that rests at night and at weekends, or sends once a
 * day, is not reported as broken during its pauses. A sender without regular times is reported later. If less than
 * two weeks are known, the previous day is used.
 */
export function isUnusuallySilent(history: CallHistory, last: Date, now: Date): boolean {
  const { firstReceivedAt, hours } = history
  const silenceMs = now.getTime() - last.getTime()
  if (silenceMs >= WEEK_MS) return true
  const knownMs = last.getTime() - (firstReceivedAt ?? last).getTime()
  if (knownMs < DAY_MS) return silenceMs >= DAY_MS
  const active = hours.filter(({ received }) => received > 0).map(({ hour }) => hour.getTime())
  if (silenceMs < Math.max(HOUR_MS, 1.5 * medianGapMs(active))) return false
  // The last hour of the silence proves nothing yet, because no sender is punctual to the minute.
  const cameBefore = (agoMs: number) =>
    active.some(hour => hour > last.getTime() - agoMs && hour <= now.getTime() - agoMs - HOUR_MS)
  return comparable(knownMs).every(cameBefore)
}

function comparable(knownMs: number): readonly number[] {
  if (knownMs >= 2 * WEEK_MS) return [WEEK_MS, 2 * WEEK_MS]
  return knownMs >= WEEK_MS ? [DAY_MS, WEEK_MS] : [DAY_MS]
}

/** What is usual for a platform. */
export interface Usual {
  /** The usual time between two calls, in minutes. */
  readonly gapMinutes: number
  /** Calls in an hour with calls: nine of ten hours have at least `low`, and nine of ten at most `high`. */
  readonly perHour: { readonly low: number; readonly high: number }
}

/** Null if calls came in fewer than three hours: too few to say what is usual. */
export function usualOf({ hours }: Pick<CallHistory, 'hours'>): Usual | null {
  const active = hours.filter(({ received }) => received > 0)
  if (active.length < 3) return null
  const counts = active.map(({ received }) => received).toSorted((a, b) => a - b)
  const at = (share: number) => counts[Math.min(counts.length - 1, Math.floor(share * counts.length))] ?? 0
  const gapMs = medianGapMs(active.map(({ hour }) => hour.getTime()))
  const gapMinutes = gapMs > HOUR_MS ? gapMs / MINUTE_MS : Math.max(1, Math.round(60 / at(0.5)))
  return { gapMinutes, perHour: { low: at(0.1), high: at(0.9) } }
}

function medianGapMs(times: readonly number[]): number {
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time))
  return gaps.toSorted((left, right) => left - right)[Math.floor(gaps.length / 2)] ?? 0
}

function sayFailing(name: string, failures: number, lastFailure: Failure): string {
  const calls = failures === 1 ? 'The last call' : `The last ${failures} calls`
  return `${calls} from ${name}, or in its name, failed: ${WORDS[lastFailure]}`
}

/** Why calls fail, and what to do. */
export const WORDS: Readonly<Record<Failure, string>> = {
  'not-configured': 'nothing is set to check them by. Fill in the settings.',
  'missing-credential': 'they came without a credential. Add it to the webhook as the steps say.',
  'bad-signature': 'the signature does not fit. Compare the key in the settings with that of the webhook.',
  'wrong-credential': 'the credential is not the one in the settings. Compare both.',
  'old-signature':
    'the signature fits, but its time lies too far from now. Look at the clock of this server and at PARLEY_SIGNATURE_MAX_AGE_DAYS.',
  'key-set-unavailable':
    'the keys to check them by could not be fetched. Check the address of the key set in the settings.',
  unreadable: 'they could not be read. The inbound log shows each of them, with its reason and what to do.',
}

function sayDuration(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return hours === 1 ? 'an hour' : `${hours} hours`
}
