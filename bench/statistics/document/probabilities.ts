import { chancesOf } from '../../../src/core/inference/chances.ts'
import { priorOf } from '../../../src/core/inference/shrink.ts'
import { USUAL_SPREAD } from '../../../src/core/measure/usual-spread.ts'
import { ordersAbove } from '../../../src/core/measure/winsorise.ts'
import { type Claim, constant, says } from './claim.ts'

const arm = (id: string, messages: number, total: number) => ({
  ...{ id, mayWin: true, messages, total, squares: total },
})
const [ONE, TWO, CONTROL] = [
  arm('one', 9000, 480),
  arm('two', 9000, 510),
  { ...arm('control', 2000, 90), isControl: true },
]
const chancesAmong = (contenders: readonly (typeof ONE)[]) =>
  chancesOf({ kind: 'rate', better: 'higher', contenders, control: CONTROL })
const OF_TWO = chancesAmong([ONE, TWO])
const percents = (shares: Iterable<number | null>) => [...shares].map(share => 100 * (share ?? Number.NaN))

const CURVES = 'src/core/inference/posterior-curves.ts'
const GATES = 'src/core/inference/gates.ts'

/** Sections 6 and 7. */
export const PROBABILITIES: readonly Claim[] = [
  says('{} to {} points for each group, evenly over six standard deviations', () => [
    constant(CURVES, 'POINTS_MIN'),
    constant(CURVES, 'POINTS_MAX'),
  ]),
  says('if all or none converted in both groups, the probability is {} %', () =>
    percents(
      chancesOf({
        ...{ kind: 'rate', better: 'higher', contenders: [arm('all', 300, 300)] },
        control: arm('control', 300, 300),
      }).toBeatControl.values(),
    ),
  ),
  // The median of the archive's exploratory part. Its data are not in this repository; the code has a quarter.
  says(
    'Variants usually differ by a quarter of the rate: 24.5 % in 3,814 published headline tests',
    () => [],
  ),
  says(
    '90 of 2,000, 480 of 9,000, 510 of 9,000: μ = {} %, τ = {} points, w = {}. Probabilities to beat control {} % and {} %; to be the best of the two {} % and {} %, and of all three {} %, {} % and {} % for control.',
    () => {
      const { mean, variance } = priorOf(
        [ONE, TWO, CONTROL],
        own => own * (1 - own),
        own => own,
      )
      const ofThree = chancesAmong([ONE, TWO, CONTROL]).toBeBest
      return [
        ...[100 * mean, 100 * Math.sqrt(variance), (mean * (1 - mean)) / variance - 1],
        ...percents([OF_TWO.toBeatControl.get('one') ?? null, OF_TWO.toBeatControl.get('two') ?? null]),
        ...percents([OF_TWO.toBeBest.get('one') ?? null, OF_TWO.toBeBest.get('two') ?? null]),
        ...percents([...['one', 'two', 'control'].map(id => ofThree.get(id) ?? null)]),
      ]
    },
  ),
  says(
    "is the 95th percentile of the best variant's advantage over the present leader. *Worked:* for the two above, {} %: not ready, because shipping needs {} % probability or {} % remaining.",
    () =>
      percents([OF_TWO.valueRemaining, constant(GATES, 'CHANCE_TO_SHIP'), constant(GATES, 'VALUE_TO_SHIP')]),
  ),
  says('amounts above the **{}th percentile of all orders', () =>
    percents([constant('src/core/measure/winsorise.ts', 'KEPT')]),
  ),
  says(
    'orders of 1, 2, … 1,000: the five largest count as {}. With fewer than {} orders nothing is capped',
    () => [1000 - ordersAbove(1000), [...Array(2000).keys()].findIndex(count => ordersAbove(count) > 0)],
  ),
]

/** A quarter, in the formula of the prior. */
if (USUAL_SPREAD !== 0.25) throw new Error('docs/statistics.md names another usual spread')
