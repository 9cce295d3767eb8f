import { total } from '../../lib/total.ts'
import type { Interval } from '../stats/credible-interval.ts'
import { equalOddsProbability, oddsRatioInterval, type TwoByTwo } from '../stats/odds-ratio.ts'

/** One variant's sends and successes on one day in the evenly divided share of traffic; only mature days. */
export interface EvenDay {
  /** Days since any date, whole. */
  readonly day: number
  readonly variantId: string
  readonly sends: number
  readonly successes: number
}

/** The variant's successes, of all successes in the even share. */
export interface SuccessShare {
  readonly successes: number
  readonly ofAll: number
}

export interface Drift {
  readonly alarm: boolean
  /** The variant with the largest change, measured by its improbability without a change. */
  readonly variantId: string
  readonly recent: SuccessShare
  readonly before: SuccessShare
  /**
   * The factor by which its rate, relative to the other variants, has changed. The interval holds over all looks
   * together.
   */
  readonly interval: Interval
}

const RECENT_DAYS = 7
const DAYS_BEFORE_MIN = 7

/** With two variants, one gains exactly what the other loses, except for rounding: then the first by id is named. */
const TIED = 1 - 1e-9

/** The probability of any false alarm, over all days of a template's life. */
const ALPHA = 0.05

/**
 * Whether the variants compare as before: last week against the days before it, in the even share, where learning
 * has no influence on who gets which variant. A good or bad week for all variants is no drift, so the test looks at
 * each variant's share of all successes. In an even split that share is a fixed probability while the rates keep
 * their proportions, so Fisher's exact test applies, however few the successes.
 *
 * The alarm may be checked every day. Week w of checks has a chance of 1 / (w (w + 1)) of all allowed false alarms,
 * each of its days a seventh of that, each variant an equal part. They add up to 5 % at most, whatever the number
 * of checks.
 * @returns undefined while fewer than two variants have existed for a fortnight, or without successes
 */
export function driftOf(days: readonly EvenDay[]): Drift | undefined {
  const today = days.reduce((latest, { day }) => Math.max(latest, day), Number.NEGATIVE_INFINITY)
  const recentFrom = today - RECENT_DAYS + 1
  const begins = beginnings(days, recentFrom)
  if (begins.size < 2) return undefined
  // Before the youngest variant joined, the shares of the others were larger.
  const compared = days.filter(
    ({ day, variantId }) => begins.has(variantId) && day >= Math.max(...begins.values()),
  )
  const recent = countByVariant(compared.filter(({ day }) => day >= recentFrom))
  const before = countByVariant(compared.filter(({ day }) => day < recentFrom))
  const looks = recentFrom - Math.min(...days.map(({ day }) => day)) - DAYS_BEFORE_MIN + 1
  const alpha = allowance(looks) / begins.size
  const [recentAll, beforeAll] = [total(recent.values()), total(before.values())]
  if (recentAll === 0 || beforeAll === 0) return undefined
  const tables = [...begins.keys()].sort().map(variantId => {
    const table: TwoByTwo = {
      successes: recent.get(variantId) ?? 0,
      trials: recentAll,
      otherSuccesses: before.get(variantId) ?? 0,
      otherTrials: beforeAll,
    }
    return { variantId, table, probability: equalOddsProbability(table) }
  })
  const { variantId, table, probability } = tables.reduce((a, b) =>
    b.probability < TIED * a.probability ? b : a,
  )
  return {
    alarm: probability < alpha,
    variantId,
    recent: { successes: table.successes, ofAll: recentAll },
    before: { successes: table.otherSuccesses, ofAll: beforeAll },
    interval: oddsRatioInterval(table, alpha),
  }
}

/** @param look days since the first on which a comparison was possible, from 1 */
function allowance(look: number): number {
  const week = Math.ceil(look / 7)
  return ALPHA / (7 * week * (week + 1))
}

/** The first day of each variant that is sent now and was sent for long enough before. */
function beginnings(days: readonly EvenDay[], recentFrom: number): ReadonlyMap<string, number> {
  const first = new Map<string, number>()
  const current = new Set<string>()
  for (const { day, variantId, sends } of days) {
    if (sends <= 0) continue
    first.set(variantId, Math.min(day, first.get(variantId) ?? day))
    if (day >= recentFrom) current.add(variantId)
  }
  return new Map([...first].filter(([id, day]) => current.has(id) && day <= recentFrom - DAYS_BEFORE_MIN))
}

function countByVariant(days: readonly EvenDay[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { variantId, successes } of days) counts.set(variantId, (counts.get(variantId) ?? 0) + successes)
  return counts
}

/** The text about an alarm, or about its absence. @param nameOf the name of a variant */
export function describeDrift(drift: Drift, nameOf: (variantId: string) => string): string {
  const { alarm, variantId, recent, before } = drift
  const [now, then] = [recent, before].map(
    ({ successes, ofAll }) => `${((100 * successes) / ofAll).toFixed(1)} %`,
  )
  const facts = `"${nameOf(variantId)}" had ${now} of all successes of the evenly divided messages in the last seven days, and ${then} before`
  return alarm
    ? `Variants no longer compare as they did: ${facts}. Chance alone rarely does that: consider a half-life, or starting anew.`
    : `No sign that variants compare otherwise than before. The largest change: ${facts}.`
}
