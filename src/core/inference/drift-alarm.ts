import { total } from '../../lib/total.ts'
import type { Interval } from '../stats/credible-interval.ts'
import { equalOddsProbability, oddsRatioInterval, type TwoByTwo } from '../stats/odds-ratio.ts'

/** What one variant had on one day in the share of traffic that is divided evenly; only days that are mature. */
export interface EvenDay {
  /** Days since any date, whole. */
  readonly day: number
  readonly variantId: string
  readonly sends: number
  readonly successes: number
}

/** Of all successes in the even share, how many were this variant's. */
export interface SuccessShare {
  readonly successes: number
  readonly ofAll: number
}

export interface Drift {
  readonly alarm: boolean
  /** The variant that has changed the most, measured by how unlikely that would be without a change. */
  readonly variantId: string
  readonly recent: SuccessShare
  readonly before: SuccessShare
  /** By what factor its rate, relative to that of the others, has changed: holds at all looks together. */
  readonly interval: Interval
}

const RECENT_DAYS = 7
const DAYS_BEFORE_MIN = 7

/** Of two variants either has what the other lacks, give or take rounding: then the first by id is named. */
const TIED = 1 - 1e-9

/** The chance of ever crying wolf, over all days of a template's life. */
const ALPHA = 0.05

/**
 * Whether the variants compare as they used to: last week against the days before it, in the even share, where who got
 * which is no matter of learning. A good or bad week for all of them is no drift: looked at is which share of all
 * successes each variant has. In an even split that share is a fixed probability while their rates keep their
 * proportions, so Fisher's exact test applies, however few the successes.
 *
 * It may be looked at every day: week w of looks has a chance of 1 / (w (w + 1)) of all alarms that are allowed, each of
 * its days a seventh, each variant an equal part. They add up to 5 % and no more, whatever the number of looks.
 * @returns undefined while there are fewer than two variants that were there for a fortnight, or no successes
 */
export function driftOf(days: readonly EvenDay[]): Drift | undefined {
  const today = days.reduce((latest, { day }) => Math.max(latest, day), Number.NEGATIVE_INFINITY)
  const recentFrom = today - RECENT_DAYS + 1
  const begins = beginnings(days, recentFrom)
  if (begins.size < 2) return undefined
  // Before the youngest of them joined, the shares of the others were larger.
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

/** The first day of each variant that is sent now, and was for long enough before. */
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

/** What an alarm, or the lack of one, says to a person. @param nameOf a variant */
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
