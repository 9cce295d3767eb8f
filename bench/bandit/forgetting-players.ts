import { adaptive } from '../../src/core/bandit/adaptive.ts'
import type { Reward } from '../../src/core/bandit/bandit.ts'
import { withFloor } from '../../src/core/bandit/even-share.ts'
import { forgetInSteps } from '../../src/core/bandit/forgetting.ts'
import type { Cohort } from '../../src/core/measure/cohort.ts'
import { atOnce } from '../../src/lib/in-slices.ts'
import type { Contestant } from './run.ts'
import type { Known, Player } from './world.ts'

/** In worlds without delay a batch counts as this duration: a week has 28 batches, as in the weekly wave. */
const BATCH_MS = 6 * 3_600_000

/** The default policy with a half-life. @param halfLifeDays infinite: no half-life */
const forgetful = (name: string, halfLifeDays: number): Contestant<Player> => ({
  name,
  start(stream) {
    const history = new Map<number, Cohort[]>()
    return {
      weights(known) {
        const rewards = known.live.map(variant => rewardOf(history, variant, known))
        const evidence = { kind: 'rate', better: 'higher', rewards } as const
        const asOfMs = known.refresh * BATCH_MS
        const faded = Number.isFinite(halfLifeDays)
          ? atOnce(forgetInSteps(evidence, { halfLifeDays, asOfMs }))
          : evidence
        const ids = rewards.map(({ variantId }) => variantId)
        const { shares } = adaptive(faded, `${stream}/${known.refresh}`).table(ids)
        return withFloor(shares, 0.02)
      },
    }
  },
})

export const FORGETTING_PLAYERS: readonly Contestant<Player>[] = [
  { name: 'uniform', start: () => ({ weights: ({ live }) => live.map(() => 1 / live.length) }) },
  forgetful('ours', Number.POSITIVE_INFINITY),
  ...[3, 7, 14, 30].map(days => forgetful(`ours, half-life ${days} d`, days)),
]

/** Adds the data since the last look as a separate cohort. */
function rewardOf(
  history: Map<number, Cohort[]>,
  variant: number,
  { refresh, sends, successes }: Known,
): Reward {
  const cohorts = history.get(variant) ?? []
  history.set(variant, cohorts)
  const [trials, wins] = [sends[variant] ?? 0, successes[variant] ?? 0]
  const known = cohorts.reduce((sum, cohort) => sum + cohort.sends, 0)
  const knownWins = cohorts.reduce((sum, cohort) => sum + (cohort.successes[0] ?? 0), 0)
  if (trials > known) {
    const untilMs = refresh * BATCH_MS
    cohorts.push({
      fromMs: untilMs - BATCH_MS,
      untilMs,
      sends: trials - known,
      successes: [wins - knownWins],
    })
  }
  const variantId = `v${String(variant).padStart(3, '0')}`
  return { variantId, trials, successes: wins, sum: 0, sumOfSquares: 0, cohorts }
}
