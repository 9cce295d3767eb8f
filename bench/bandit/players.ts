import { adaptive } from '../../src/core/bandit/adaptive.ts'
import type { Evidence } from '../../src/core/bandit/bandit.ts'
import type { Maturity } from '../../src/core/bandit/delay/maturity.ts'
import { withFloor } from '../../src/core/bandit/even-share.ts'
import { successesOf } from '../../src/core/measure/cohort.ts'
import { drawBeta } from '../../src/core/stats/draw/draw-beta.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'
import { total } from '../../src/lib/total.ts'
import type { Contestant } from './run.ts'
import { shareOfWins } from './winners.ts'
import type { Known, Player } from './world.ts'

const DRAWS = 512

export const uniform: Contestant<Player> = {
  name: 'uniform',
  start: () => ({ weights: ({ live }) => even(live.length) }),
}

export interface OwnSettings {
  readonly name: string
  /** The share of traffic that is divided evenly. */
  readonly epsilon: number
  readonly usualRate?: number
  readonly history?: Maturity
  /** Assumes that reports are complete up to now, even if the platform is silent. */
  readonly trustsClock?: boolean
}

/** The default policy of the product. */
export const ours = (settings: OwnSettings): Contestant<Player> => ({
  name: settings.name,
  start: stream => ({
    weights(known) {
      const policy = adaptive(evidenceOf(known, settings), `${stream}/${known.refresh}`)
      return withFloor(policy.table(known.live.map(idOf)).shares, settings.epsilon)
    },
  }),
})

const idOf = (variant: number): string => `v${String(variant).padStart(3, '0')}`

function evidenceOf(known: Known, { usualRate, history, trustsClock }: OwnSettings): Evidence {
  const { live, sends, successes, cohorts, window, nowMs, completeUntilMs } = known
  const rewards = live.map(variant => ({
    variantId: idOf(variant),
    trials: sends[variant] ?? 0,
    successes: successes[variant] ?? 0,
    sum: 0,
    sumOfSquares: 0,
    cohorts: cohorts[variant] ?? [],
  }))
  const asOfMs = trustsClock ? nowMs : completeUntilMs
  return {
    kind: 'rate',
    better: 'higher',
    rewards,
    ...(window && { delay: { asOfMs, window, ...(history && { history }) } }),
    ...(usualRate !== undefined && { usualRate }),
  }
}

/** Beta(1,1) Thompson sampling that treats every message without a success as a failure. */
export const plainThompson = (name: string, epsilon: number): Contestant<Player> => ({
  name,
  start: stream => ({
    weights: known =>
      withFloor(thompsonShares(countsOf(known), createRandom(stream, String(known.refresh))), epsilon),
  }),
})

/** Thompson sampling on messages with a closed window only. */
export const waitForMaturity: Contestant<Player> = {
  name: 'wait for maturity',
  start: stream => ({
    weights: known => thompsonShares(matureCountsOf(known), createRandom(stream, String(known.refresh))),
  }),
}

/** UCB1 of Auer et al. (2002), message by message within a batch that gives no feedback before its end. */
export const ucb1: Contestant<Player> = {
  name: 'UCB1',
  start: () => ({
    weights(known) {
      const counts = countsOf(known)
      const steps = 1000
      const batch = Math.max(1000, total(counts.map(({ n }) => n)) / 20)
      const given = counts.map(() => 0)
      for (let step = 0; step < steps; step++) {
        const seen = counts.map(({ n }, at) => n + ((given[at] ?? 0) * batch) / steps)
        const time = Math.log(Math.max(2, total(seen)))
        const bounds = counts.map(({ s, n }, at) =>
          (seen[at] ?? 0) < 1
            ? Number.POSITIVE_INFINITY
            : s / Math.max(1, n) + Math.sqrt((2 * time) / (seen[at] ?? 1)),
        )
        const best = indexOfMax(bounds)
        given[best] = (given[best] ?? 0) + 1
      }
      return given.map(share => share / steps)
    },
  }),
}

export const epsilonGreedy: Contestant<Player> = {
  name: 'epsilon-greedy 0.1',
  start: () => ({
    weights(known) {
      const best = indexOfMax(countsOf(known).map(({ s, n }) => (s + 1) / (n + 2)))
      return withFloor(
        known.live.map((_, at) => (at === best ? 1 : 0)),
        0.1,
      )
    },
  }),
}

/**
 * GrowthBook's published rule: normal posteriors with the prior N(0, 10⁴), the probability to be best, at least one
 * per cent each, and an even split until every variant has a hundred messages.
 */
export const growthBook: Contestant<Player> = {
  name: "GrowthBook's rule",
  start: stream => ({
    weights(known) {
      const counts = countsOf(known)
      if (counts.some(({ n }) => n < 100)) return even(counts.length)
      const random = createRandom(stream, String(known.refresh))
      const columns = counts.map(({ s, n }) => {
        const variance = (s / n) * (1 - s / n)
        const precision = variance > 0 ? n / variance : 0
        const sum = precision + 1e-4
        const [mean, deviation] = [(precision * s) / n / sum, Math.sqrt(1 / sum)]
        return Float64Array.from({ length: DRAWS }, () => mean + deviation * drawNormal(random))
      })
      const raised = shareOfWins(columns, 'higher').map(share => Math.max(0.01, share))
      return raised.map(share => share / total(raised))
    },
  }),
}

/** Inverse-gap weighting (Foster and Rakhlin, 2020): 1 / (K + γ·gap), the rest to the best. @param scale of γ */
export const inverseGap = (scale: number): Contestant<Player> => ({
  name: 'inverse gap',
  start: () => ({
    weights(known) {
      const counts = countsOf(known)
      const size = counts.length
      const pooled = (total(counts.map(({ s }) => s)) + 1) / (total(counts.map(({ n }) => n)) + 50)
      const means = counts.map(({ s, n }) => (s + 10 * pooled) / (n + 10))
      const best = indexOfMax(means)
      const gamma = scale * Math.sqrt((size * total(counts.map(({ n }) => n))) / pooled)
      const shares = means.map((mean, at) =>
        at === best ? 0 : 1 / (size + gamma * ((means[best] ?? 0) - mean)),
      )
      shares[best] = 1 - total(shares)
      return shares
    },
  }),
})

interface Count {
  readonly n: number
  readonly s: number
}

const countsOf = ({ live, sends, successes }: Known): readonly Count[] =>
  live.map(variant => ({ n: sends[variant] ?? 0, s: successes[variant] ?? 0 }))

export function matureCountsOf(known: Known): readonly Count[] {
  const { live, window, nowMs, cohorts } = known
  if (!window) return countsOf(known)
  return live.map(variant => {
    const mature = (cohorts[variant] ?? []).filter(({ untilMs }) => nowMs - untilMs >= window.untilMs)
    return { n: total(mature.map(({ sends }) => sends)), s: total(mature.map(successesOf)) }
  })
}

function thompsonShares(counts: readonly Count[], random: Random): readonly number[] {
  const columns = counts.map(({ n, s }) =>
    Float64Array.from({ length: DRAWS }, () => drawBeta(1 + s, 1 + n - s, random)),
  )
  return shareOfWins(columns, 'higher')
}

const even = (size: number): readonly number[] => Array.from({ length: size }, () => 1 / size)
const indexOfMax = (values: readonly number[]): number => values.indexOf(Math.max(...values))
