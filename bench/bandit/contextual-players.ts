import { adaptive } from '../../src/core/bandit/adaptive.ts'
import type { Evidence, Strategy } from '../../src/core/bandit/bandit.ts'
import { contextual } from '../../src/core/bandit/context/contextual.ts'
import { linearThompson } from '../../src/core/bandit/context/linear-thompson.ts'
import { withFloor } from '../../src/core/bandit/even-share.ts'
import { thompson } from '../../src/core/bandit/thompson.ts'
import { cellOf } from '../../src/core/measure/cell.ts'
import { drawBeta } from '../../src/core/stats/draw/draw-beta.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { total } from '../../src/lib/total.ts'
import type { ContextualKnown, ContextualPlayer } from './contextual-world.ts'
import { type RidgeEstimate, ridgeEstimates } from './ridge.ts'
import type { Contestant } from './run.ts'
import { shareOfWins } from './winners.ts'

type Player = Contestant<ContextualPlayer>

/** Rows of the peers' tables: more rows would make no difference, and 36 tables must stay small. */
const ROWS = 128

const uniform: Player = {
  name: 'uniform',
  start: () => ({ weights: ({ cells, variants }) => cells.map(() => even(variants)) }),
}

/** A strategy of the product, given all visible data. */
const product = (name: string, strategy: Strategy, epsilon: number): Player => ({
  name,
  start: stream => ({
    weights(known) {
      const evidence = evidenceOf(known)
      const policy = strategy(evidence, `${stream}/${known.refresh}`)
      const ids = evidence.rewards.map(({ variantId }) => variantId)
      return known.cells.map(cell => withFloor(policy.table(ids, textOf(cell)).shares, epsilon))
    },
  }),
})

const textOf = (cell: Readonly<Record<string, string>>): string =>
  cellOf(Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, [value]])), Object.keys(cell))

function evidenceOf({ cells, records, variants }: ContextualKnown): Evidence {
  const texts = cells.map(textOf)
  const rewards = Array.from({ length: variants }, (_, variant) => ({
    variantId: `v${String(variant).padStart(3, '0')}`,
    trials: records.reduce((sum, { sends }) => sum + (sends[variant] ?? 0), 0),
    successes: records.reduce((sum, { successes }) => sum + (successes[variant] ?? 0), 0),
    sum: 0,
    sumOfSquares: 0,
    cells: records.map(({ sends, successes }, at) => ({
      cell: texts[at] ?? '',
      cohorts: [{ fromMs: 0, untilMs: 1, sends: sends[variant] ?? 0, successes: successes[variant] ?? 0 }],
    })),
  }))
  return { kind: 'rate', better: 'higher', rewards }
}

/** Beta(1,1) Thompson sampling in each cell separately. */
const perCell: Player = {
  name: 'Thompson per cell',
  start: stream => ({
    weights({ records, refresh }) {
      const random = createRandom(stream, String(refresh))
      return records.map(({ sends, successes }) =>
        shareOfWins(
          Array.from(sends, (n, at) => {
            const s = successes[at] ?? 0
            return Float64Array.from({ length: ROWS }, () => drawBeta(1 + s, 1 + n - s, random))
          }),
          'higher',
        ),
      )
    },
  }),
}

/** Disjoint linear Thompson sampling. @param noiseOf the standard deviation of a message, by the common rate */
const linear = (name: string, noiseOf: (rate: number) => number): Player => ({
  name,
  start: stream => ({
    weights(known) {
      const random = createRandom(stream, String(known.refresh))
      const noise = noiseOf(commonRate(known))
      return ridgeEstimates(known).map(own =>
        shareOfWins(
          own.map(({ mean, deviation }) =>
            Float64Array.from({ length: ROWS }, () => mean + noise * deviation * drawNormal(random)),
          ),
          'higher',
        ),
      )
    },
  }),
})

const bernoulli = (rate: number): number => Math.sqrt(rate * (1 - rate))

/**
 * LinUCB (Li, Chu, Langford and Schapire, 2010) with the noise of a rate. A batch gives no feedback before its end.
 * Within it, intervals shrink as if the messages so far had been average.
 */
const linUcb: Player = {
  name: 'LinUCB 1.96',
  start: () => ({
    weights(known) {
      const noise = bernoulli(commonRate(known))
      const steps = 100
      return ridgeEstimates(known).map(own => {
        const batch = 5000 / known.cells.length
        const given = own.map(() => 0)
        for (let step = 0; step < steps; step++) {
          const bounds = own.map(({ mean, deviation }, at) => {
            const precision = deviation ** -2 + ((given[at] ?? 0) * batch) / steps
            return mean + 1.96 * noise * Math.sqrt(1 / precision)
          })
          const best = bounds.indexOf(Math.max(...bounds))
          given[best] = (given[best] ?? 0) + 1
        }
        return given.map(share => share / steps)
      })
    },
  }),
}

/** Inverse-gap weighting (Foster and Rakhlin, 2020) on the ridge means: 1 / (K + γ·gap), the rest to the best. */
const inverseGap: Player = {
  name: 'inverse gap, ridge',
  start: () => ({
    weights(known) {
      const sends = known.records.reduce((sum, { sends: own }) => sum + total(own), 0)
      const size = known.variants
      const gamma = Math.sqrt((size * sends) / commonRate(known))
      return ridgeEstimates(known).map(own => gapShares(own, gamma))
    },
  }),
}

function gapShares(own: readonly RidgeEstimate[], gamma: number): readonly number[] {
  const most = Math.max(...own.map(({ mean }) => mean))
  const best = own.findIndex(({ mean }) => mean === most)
  const shares = own.map(({ mean }, at) => (at === best ? 0 : 1 / (own.length + gamma * (most - mean))))
  shares[best] = 1 - total(shares)
  return shares
}

function commonRate({ records }: ContextualKnown): number {
  const sends = records.reduce((sum, { sends: own }) => sum + total(own), 0)
  return (records.reduce((sum, { successes }) => sum + total(successes), 0) + 1) / (sends + 50)
}

const even = (size: number): readonly number[] => Array.from({ length: size }, () => 1 / size)

/** The reference method: linear Thompson sampling, and a tenth of the traffic divided evenly. */
export const CONTEXTUAL_REFERENCE = 'LinTS + 0.1'
export const CONTEXTUAL_OURS = 'contextual'

export const contextualPlayers: readonly Player[] = [
  uniform,
  product('Thompson', thompson, 0),
  product('ours, no context', adaptive, 0.02),
  perCell,
  linear('LinTS, noise 1', () => 1),
  product('LinTS', linearThompson, 0),
  product(CONTEXTUAL_REFERENCE, linearThompson, 0.1),
  linUcb,
  inverseGap,
  product(CONTEXTUAL_OURS, contextual, 0.02),
]
