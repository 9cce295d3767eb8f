import { designOf } from '../../../src/core/bandit/context/cell-design.ts'
import { USUAL } from '../../../src/core/bandit/context/cell-model.ts'
import { equationsOf, meansOf, scaleOf, solve } from '../../../src/core/bandit/context/mixed-effects.ts'
import { DRAWS } from '../../../src/core/bandit/drawn-policy.ts'
import { sharpnessOf } from '../../../src/core/bandit/tempered-thompson.ts'
import { cellOf } from '../../../src/core/measure/cell.ts'
import { solveLower } from '../../../src/core/stats/triangular-solve.ts'
import { type Claim, constant, says } from './claim.ts'

const DESIGN_FILE = 'src/core/bandit/context/cell-design.ts'
const CELLS = ['basic', 'premium'].map(plan => cellOf({ plan: [plan] }, ['plan']))
const DESIGN = designOf(new Map(CELLS.map(cell => [cell, 1])))
const OWN = 0.1
// Basic has 48 successes of 1,000 at a base of 4 %; premium has 9 of 200 at 5 %.
const SEEN = {
  precision: Float64Array.of(40 / 0.96, 10 / 0.95),
  information: Float64Array.of((48 - 40) / 0.96, (9 - 10) / 0.95),
}
const SOLUTION = solve(equationsOf(DESIGN, SEEN, OWN), scaleOf(DESIGN, Float64Array.of(0.3, 0.2)))

/** The mean and the deviation of the effects of one cell. */
function liftOf(cell: number): readonly number[] {
  const means = meansOf(SOLUTION)
  const [a = 0, b = 0] = [SEEN.precision[cell], SEEN.information[cell]]
  const kept = 1 + a * OWN ** 2
  const mean = ((means[0] ?? 0) + (means[cell + 1] ?? 0) + OWN ** 2 * b) / kept
  const direction = SOLUTION.scale.map((scale, effect) => (effect === 0 || effect === cell + 1 ? scale : 0))
  const shared = solveLower(SOLUTION.factor, direction).reduce((sum, value) => sum + value * value, 0)
  return [mean, Math.sqrt(shared / kept ** 2 + OWN ** 2 / kept)]
}

/** Section 16. */
export const CONTEXT: readonly Claim[] = [
  says('a half-normal prior of scale {} (arms), {} (levels) and {} (cells)', () => [
    ...[USUAL.whole, USUAL.level, USUAL.own],
  ]),
  says('with weights v = a/(1 + a τ_cell²)'),
  says('over a grid from 0 to 1, weighted by marginal likelihood'),
  says(
    '(one variant, two cells, τ = 0.3, 0.2, 0.1, ℓ̂ = 0): basic has a base of 4 % and 48 successes of 1,000: a = 40/0.96 = {}, b = 8/0.96 = {}. Premium has 5 % and 9 of 200: a = {}, b = {}. Measured alone the lifts would be +{} % and {} %. Together they are {} ± {} and {} ± {} (on the logarithmic scale), and {} for a person with unknown attributes',
    () => [
      ...[0, 1].flatMap(cell => [SEEN.precision[cell] ?? 0, SEEN.information[cell] ?? 0]),
      ...[0, 1].map(cell => (100 * (SEEN.information[cell] ?? 0)) / (SEEN.precision[cell] ?? 1)),
      ...[...liftOf(0), ...liftOf(1), meansOf(SOLUTION)[0] ?? 0],
    ],
  ),
  says('Every variant has {} normal draws from its own stream', () => [DRAWS]),
  says('with the tempering c = {} to {} of the global policy', () => [sharpnessOf(0), sharpnessOf(1)]),
  says('Levels with less than {} % of the messages, and all but the {} most frequent', () => [
    100 * constant(DESIGN_FILE, 'RARE'),
    constant(DESIGN_FILE, 'LEVELS_MAX'),
  ]),
  says('If more than {} effects or {} combinations remain', () => [
    constant(DESIGN_FILE, 'EFFECTS_MAX'),
    constant(DESIGN_FILE, 'ROWS_MAX'),
  ]),
  says(
    '100 messages and 5 successes in one cell of one attribute, p = 3 %: x = (1, 1), A⁻¹ adds up to 2/{}, so the rate is 3 % + 2 · 2/201 = {} % with a deviation of {} · √(2/201) = {} points',
    () => {
      // xᵀ (I + E x xᵀ)⁻¹ x for |x|² = 2.
      const spread = 2 / (1 + 100 * 2)
      const noise = Math.sqrt(0.03 * 0.97)
      return [2 / spread, 100 * (0.03 + spread * (5 - 3)), noise, 100 * noise * Math.sqrt(spread)]
    },
  ),
]
