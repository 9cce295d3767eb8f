// What small pieces cost, each as a multiple of a floor that is measured in the same run: so that a slow or busy machine
// changes both.
//   npm run bench:micro
import { thompson } from '../src/core/bandit/thompson.ts'
import { createRandom } from '../src/core/stats/draw/random.ts'
import { normaliseAttributes } from '../src/core/targeting/normalise.ts'
import type { AttributeRule } from '../src/core/targeting/rule.ts'

interface Piece {
  readonly name: string
  readonly floor: () => unknown
  readonly run: (round: number) => unknown
  /** Times the floor. */
  readonly atMost: number
}

const ROUNDS = 9
const ROUND_MS = 100
const VARIANTS = 200
const DRAWS = 512

const rewards = Array.from({ length: VARIANTS }, (_, at) => ({
  ...{ variantId: `v${at}`, trials: 1000 + at, successes: 20 + (at % 7) },
  ...{ sum: 0, sumOfSquares: 0 },
}))
const ids = rewards.map(({ variantId }) => variantId)
const plans: AttributeRule = {
  ...{ name: 'plan', type: 'string' },
  options: [{ value: 'pro', aliases: ['/^.*a.*a.*b$/'] }],
}
const long = 'a'.repeat(256)

const PIECES: readonly Piece[] = [
  {
    name: 'a policy of 200 variants, against as many random numbers as it draws',
    floor: () => drawAll(),
    run: round => thompson({ kind: 'rate', better: 'higher', rewards }, `seed ${round}`).table(ids).shares,
    atMost: 60,
  },
  {
    name: 'ten long values against the slowest alias, against splitting one fifty thousand times',
    floor: () => {
      let pieces = 0
      for (let at = 0; at < 50_000; at++) pieces += long.split('').length
      return pieces
    },
    run: () => {
      for (let at = 0; at < 10; at++) normaliseAttributes({ plan: long }, [plans], new Date(0))
    },
    atMost: 10,
  },
]

function drawAll(): number {
  const random = createRandom('floor')
  let sum = 0
  for (let at = 0; at < VARIANTS * DRAWS; at++) sum += random()
  return sum
}

/**
 * Processor time of one call of `work` in the cheapest of several rounds, in milliseconds. A round repeats the work until
 * it took long enough: some kernels count processor time in ticks of 4 or 10 ms, and one short call then costs nothing.
 */
function costOf(work: (round: number) => unknown): number {
  const costs = Array.from({ length: ROUNDS }, (_, round) => {
    const startedAt = process.cpuUsage()
    for (let calls = 1; ; calls++) {
      work(round)
      const spentMs = process.cpuUsage(startedAt).user / 1_000
      if (spentMs >= ROUND_MS) return spentMs / calls
    }
  })
  return Math.min(...costs)
}

let isHeld = true
for (const { name, floor, run, atMost } of PIECES) {
  const ratio = costOf(run) / costOf(floor)
  if (ratio > atMost) isHeld = false
  console.log(`${ratio <= atMost ? 'held' : 'MISSED'}  ${ratio.toFixed(2)} times, at most ${atMost}: ${name}`)
}
process.exitCode = isHeld ? 0 : 1
