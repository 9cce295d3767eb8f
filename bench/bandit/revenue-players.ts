import { adaptive } from '../../src/core/bandit/adaptive.ts'
import type { Evidence, Strategy } from '../../src/core/bandit/bandit.ts'
import { withFloor } from '../../src/core/bandit/even-share.ts'
import { thompson } from '../../src/core/bandit/thompson.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'
import type { RevenueKnown, RevenuePlayer } from './revenue-worlds.ts'
import type { Contestant } from './run.ts'
import { sampleQuantile } from './stats/sample-quantile.ts'
import { shareOfWins } from './winners.ts'

const KEPT = 0.995
const ORDERS_ENOUGH = 200
const REPLICATES = 512

const strategic = (name: string, { strategy, epsilon, kind, cap }: Settings): Contestant<RevenuePlayer> => ({
  name,
  start: stream => ({
    weights(known) {
      const evidence = evidenceOf(known, kind, cap)
      const ids = evidence.rewards.map(({ variantId }) => variantId)
      return withFloor(strategy(evidence, `${stream}/${known.refresh}`).table(ids).shares, epsilon)
    },
  }),
})

interface Settings {
  readonly strategy: Strategy
  readonly epsilon: number
  readonly kind: Evidence['kind']
  /** Whether amounts are winsorised, as in the product. */
  readonly cap: boolean
}

export const REVENUE_PLAYERS: readonly Contestant<RevenuePlayer>[] = [
  { name: 'uniform', start: () => ({ weights: ({ orders }) => orders.map(() => 1 / orders.length) }) },
  strategic('Thompson, conversions only', { strategy: thompson, epsilon: 0, kind: 'rate', cap: false }),
  strategic('Thompson, normal amounts', { strategy: thompson, epsilon: 0, kind: 'amount', cap: false }),
  bootstrapThompson(),
  strategic('ours', { strategy: adaptive, epsilon: 0.02, kind: 'amount', cap: true }),
  strategic('ours, not winsorised', { strategy: adaptive, epsilon: 0.02, kind: 'amount', cap: false }),
  strategic('ours, no floor', { strategy: adaptive, epsilon: 0, kind: 'amount', cap: true }),
]

function evidenceOf({ sends, orders }: RevenueKnown, kind: Evidence['kind'], isCapped: boolean): Evidence {
  const all = orders.flat()
  const cap =
    isCapped && all.length >= ORDERS_ENOUGH ? sampleQuantile(Float64Array.from(all), KEPT) : Number.MAX_VALUE
  const rewards = orders.map((own, at) => {
    const amounts = { count: own.length, sum: 0, sumOfSquares: 0, logSum: 0, logSumOfSquares: 0 }
    for (const order of own) {
      const amount = Math.min(order, cap)
      const log = Math.log(amount)
      amounts.sum += amount
      amounts.sumOfSquares += amount * amount
      amounts.logSum += log
      amounts.logSumOfSquares += log * log
    }
    const { sum, sumOfSquares } = amounts
    return { variantId: `v${at}`, trials: sends[at] ?? 0, successes: own.length, sum, sumOfSquares, amounts }
  })
  return { kind, better: 'higher', rewards }
}

/**
 * Thompson sampling from an online bootstrap: every message counts Poisson(1) times in each replicate (Eckles and
 * Kaptein, 2014). Every replicate starts with a few messages of the usual value, so that none is empty.
 */
function bootstrapThompson(): Contestant<RevenuePlayer> {
  return {
    name: 'Thompson, bootstrap',
    start(stream) {
      const random = createRandom(stream, 'bootstrap')
      const replicates: Replicates[] = []
      return {
        weights({ sends, orders }) {
          const all = orders.flat()
          const usual =
            all.reduce((sum, order) => sum + order, 0) /
            Math.max(
              1,
              sends.reduce((sum, own) => sum + own, 0),
            )
          const columns = orders.map((own, at) => {
            const replicate = replicates[at] ?? newReplicates()
            replicates[at] = replicate
            const fresh = own.slice(replicate.orders)
            const barren = (sends[at] ?? 0) - replicate.sends - fresh.length
            for (let row = 0; row < REPLICATES; row++) {
              let [messages, sum] = [manyPoisson(barren, random), 0]
              for (const order of fresh) {
                const times = onePoisson(random)
                messages += times
                sum += times * order
              }
              replicate.messages[row] = (replicate.messages[row] ?? 0) + messages
              replicate.sums[row] = (replicate.sums[row] ?? 0) + sum
            }
            replicate.orders = own.length
            replicate.sends = sends[at] ?? 0
            return replicate.sums.map(
              (sum, row) => (sum + PRIOR * usual) / ((replicate.messages[row] ?? 0) + PRIOR),
            )
          })
          return shareOfWins(
            columns.map(column => column.map(value => value + 1e-9 * random())),
            'higher',
          )
        },
      }
    },
  }
}

interface Replicates {
  readonly messages: Float64Array
  readonly sums: Float64Array
  /** The number of counted messages. */
  orders: number
  sends: number
}

const newReplicates = (): Replicates => ({
  messages: new Float64Array(REPLICATES),
  sums: new Float64Array(REPLICATES),
  orders: 0,
  sends: 0,
})

/** Messages of the usual value in every replicate. */
const PRIOR = 50

function onePoisson(random: Random): number {
  let count = 0
  for (let product = random(); product > Math.exp(-1); product *= random()) count++
  return count
}

/** The sum of this many Poisson(1) variables, which is nearly normal. */
const manyPoisson = (size: number, random: Random): number =>
  Math.max(0, Math.round(size + Math.sqrt(size) * drawNormal(random)))
