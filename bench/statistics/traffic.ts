import { type ArmSums, addSums, NO_SUMS } from '../../src/core/inference/sums.ts'
import { drawBeta } from '../../src/core/stats/draw/draw-beta.ts'
import type { Random } from '../../src/core/stats/draw/random.ts'
import type { World } from './world.ts'

/** One stretch of time: control first, then the wordings. */
export interface Stretch {
  readonly arms: readonly ArmSums[]
  readonly share: number
}

const FLOOR = 0.02
const ROWS = 128

/** The sums of control and of each wording. */
export const totalsOf = (
  { wordings }: Pick<World, 'wordings'>,
  stretches: readonly Stretch[],
): readonly ArmSums[] =>
  [undefined, ...wordings].map((_, at) =>
    stretches.reduce((sum, { arms }) => addSums(sum, arms[at] ?? NO_SUMS), NO_SUMS),
  )

/** The division of treated messages by Thompson sampling: a share for each wording. */
export function sharesOf(
  { wordings }: Pick<World, 'wordings'>,
  [, ...sums]: readonly ArmSums[],
  isOffered: (at: number) => boolean,
  random: Random,
): readonly number[] {
  const offered = wordings.flatMap((_, at) => (isOffered(at) ? [at] : []))
  const wins = wordings.map(() => 0)
  for (let row = 0; row < ROWS; row++) {
    let [best, highest] = [-1, -1]
    for (const at of offered) {
      const { messages, outcome } = sums[at] ?? NO_SUMS
      const drawn = drawBeta(1 + outcome.total, 1 + messages - outcome.total, random)
      if (drawn > highest) [best, highest] = [at, drawn]
    }
    wins[best] = (wins[best] ?? 0) + 1
  }
  return wins.map((won, at) => (isOffered(at) ? ((1 - FLOOR) * won) / ROWS + FLOOR / offered.length : 0))
}
