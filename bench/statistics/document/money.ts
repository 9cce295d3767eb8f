import { intervalMultiplier } from '../../../src/core/inference/alpha.ts'
import { evenSums } from '../../../src/core/inference/sums.ts'
import { estimateVariant } from '../../../src/core/inference/variant-estimate.ts'
import { normalQuantile } from '../../../src/core/stats/normal-quantile.ts'
import { cappedMean } from '../shop.ts'
import { type Claim, constant, says } from './claim.ts'

const SIGMA = 2

/** By how much a cap at the exact percentile makes the mean of log-normal orders smaller, in per cent. */
function takenByCap(): number {
  const place = SIGMA * normalQuantile(constant('src/core/measure/winsorise.ts', 'KEPT'))
  const cap = constant('bench/statistics/shop.ts', 'TYPICAL') * Math.exp(place)
  return 100 * (1 - cappedMean(cap, SIGMA) / cappedMean(Number.POSITIVE_INFINITY, SIGMA))
}

const [MESSAGES, ORDERS, SIZE] = [1000, 50, 4000]
const SUMS = evenSums(1, MESSAGES, ORDERS * SIZE, ORDERS * SIZE ** 2)
const PER_MEAN = SUMS.outcome.squares / SUMS.outcome.total
const FOUND = estimateVariant([{ sums: SUMS, offered: MESSAGES }], {
  ...{ kind: 'amount', squarePerMean: PER_MEAN },
})

/** Section 7, but for its cap. */
export const MONEY: readonly Claim[] = [
  says('by {} % with log-normal orders of sigma 2, if the cap is at its exact place', () => [takenByCap()]),
  says(
    '50 orders of 40.00 in 1,000 messages, all other orders of 40.00 too: d = {} minor units, m = {}, and the interval is {} to {} around {}.',
    () => {
      const [low = Number.NaN, high = Number.NaN] = FOUND?.interval ?? []
      const inMajor = [low, high, FOUND?.estimate ?? Number.NaN].map(amount => amount / 100)
      return [PER_MEAN, intervalMultiplier(MESSAGES), ...inMajor]
    },
  ),
]
