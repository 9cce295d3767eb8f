import { describe, expect, it } from 'vitest'
import { DAY_MS } from '../../../lib/duration.ts'
import { drawBinomial } from '../../stats/draw/draw-binomial.ts'
import { createRandom } from '../../stats/draw/random.ts'
import { adaptive } from '../adaptive.ts'
import type { Reward } from '../bandit.ts'

const DAYS = 45
const JOINS = 20
const MESSAGES = 15_000
const RATES = [0.1, 0.09, 0.085]
const START = Date.parse('2026-01-01T00:00:00Z')
const SETTLED_DAYS = 10

/** The newcomer's mean share in the last days of a life in which it joins as all rates are multiplied. */
function shareOfNewcomer(worse: number, level: number, seed: string): number {
  const random = createRandom('newcomer', seed)
  const rates = [...RATES, 0.1 * (1 - worse)]
  const cohorts = rates.map(
    () => [] as { fromMs: number; untilMs: number; sends: number; successes: number[] }[],
  )
  let settled = 0
  for (let day = 0; day < DAYS; day++) {
    const nowMs = START + day * DAY_MS
    const live = rates.flatMap((_, at) => (at < RATES.length || day >= JOINS ? [at] : []))
    const rewards = live.map((at): Reward => {
      const own = cohorts[at] ?? []
      const trials = own.reduce((sum, { sends }) => sum + sends, 0)
      const successes = own.reduce((sum, { successes: [count = 0] }) => sum + count, 0)
      return { variantId: String(at), trials, successes, sum: 0, sumOfSquares: 0, cohorts: own }
    })
    const delay = { asOfMs: nowMs + 8 * DAY_MS, window: { offsetMs: 0, untilMs: DAY_MS } }
    const policy = adaptive({ kind: 'rate', better: 'higher', rewards, delay }, `${seed}/${day}`)
    const shares = policy.table(live.map(String)).shares
    for (const [place, at] of live.entries()) {
      const share = 0.98 * (shares[place] ?? 0) + 0.02 / live.length
      const sends = Math.round(MESSAGES * share)
      const successes = drawBinomial(sends, (rates[at] ?? 0) * (day < JOINS ? 1 : level), random)
      cohorts[at]?.push({ fromMs: nowMs, untilMs: nowMs + DAY_MS, sends, successes: [successes] })
      if (at === RATES.length && day >= DAYS - SETTLED_DAYS) settled += share / SETTLED_DAYS
    }
  }
  return settled
}

const LIVES = 25
const meanShare = (worse: number, level: number): number =>
  Array.from({ length: LIVES }, (_, life) => shareOfNewcomer(worse, level, String(life))).reduce(
    (sum, share) => sum + share / LIVES,
    0,
  )

describe('a worse newcomer', () => {
  it.each([
    [0.04, 1.1],
    [0.08, 1.2],
    [0.08, 1.6],
    [0.08, 0.7],
  ])('of %d gets the traffic it would get if rates were not multiplied by %d', (worse, level) => {
    const [drifted, steady] = [meanShare(worse, level), meanShare(worse, 1)]
    expect(Math.abs(drifted - steady)).toBeLessThan(0.05)
  })
})
