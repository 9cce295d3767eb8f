import { drawLogGamma } from '../stats/draw/draw-log-gamma.ts'
import { drawNormal } from '../stats/draw/draw-normal.ts'
import { createRandom } from '../stats/draw/random.ts'
import type { Evidence } from './bandit.ts'
import { DRAWS, type Draws } from './drawn-policy.ts'
import { type ValueBelief, valueBeliefOf } from './order-value.ts'
import { sharpenedRates, sharpnessOf } from './tempered-thompson.ts'

/**
 * Thompson sampling on an amount per message in two parts: whether a message has an order, and the size of the order.
 * The first part is as in `sharpenedInSteps`. The second is log-normal with a variance that all variants share:
 *
 * value = rate · exp(μ + σ²/2)
 *
 * A variant without orders is assumed to have orders of the common size, at the rate that its messages allow. So it
 * looks neither extremely good nor worthless. The mean of many zeros and a few large amounts has little information,
 * so the two parts are separate (compare the zero-inflated bandits of Liu and others, 2023).
 * @returns in short steps: draws of the amount per message, in minor units
 */
export function* hurdleAmounts(evidence: Evidence, seed: string): Generator<undefined, Required<Draws>> {
  const rates = yield* sharpenedRates(evidence, seed)
  const values = valueBeliefOf(evidence.rewards)
  const variances = drawVariances(values, seed)
  const columns = new Map<string, Float64Array>()
  return {
    ...rates,
    columnOf(variantId, cell) {
      let column = columns.get(variantId)
      if (column === undefined) {
        const logs = drawLogValues(values, variances, variantId, seed)
        column = rates.columnOf(variantId, cell).map((rate, row) => rate * Math.exp(logs[row] ?? 0))
        columns.set(variantId, column)
      }
      return column
    },
  }
}

/** σ² of each row, one for all variants: scaled inverse chi-square (Gelman and others, 2013, section 3.2). */
function drawVariances({ variance, freedom }: ValueBelief, seed: string): Float64Array {
  const random = createRandom(seed, 'variance of amounts')
  const logHalf = Math.log((freedom * variance) / 2)
  return Float64Array.from({ length: DRAWS }, () => Math.exp(logHalf - drawLogGamma(freedom / 2, random)))
}

/** The logarithm of the mean order of each row. */
function drawLogValues(
  values: ValueBelief,
  variances: Float64Array,
  variantId: string,
  seed: string,
): Float64Array {
  const { count, mean } = values.estimates.get(variantId) ?? { count: 0, mean: 0 }
  // Each variant has its own stream, which differs from the stream of its rate.
  const random = createRandom(seed, 'amounts', variantId)
  return variances.map(variance => {
    // The weight of the other variants, in orders.
    const priorSize = variance / values.between
    const size = priorSize + count
    const centre = (priorSize * values.mean + count * mean) / size
    const spread = Math.sqrt(variance / (size * sharpnessOf(count / size)))
    return centre + spread * drawNormal(random) + variance / 2
  })
}
