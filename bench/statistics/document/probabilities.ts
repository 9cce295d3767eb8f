import { chancesOf } from '../../../src/core/inference/chances.ts'
import type { Group } from '../../../src/core/inference/lift.ts'
import { priorOf } from '../../../src/core/inference/shrink.ts'
import { atCommonLevel } from '../../../src/core/inference/stratified/common-level.ts'
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

const group = (messages: number, rate: number) => ({
  ...{ messages, total: messages * rate, squares: messages * rate },
})
const EARLY = new Map([
  ['old', group(900, 0.05)],
  ['control', group(100, 0.05)],
])
const LATE = new Map([
  ['old', group(450, 0.1)],
  ['new', group(450, 0.096)],
  ['control', group(100, 0.1)],
])
const LEVELLED = atCommonLevel([...Array(10).fill(EARLY), ...Array(10).fill(LATE)])
const PLAIN = new Map(
  ['old', 'new', 'control'].map(id => {
    const [early, late] = [EARLY, LATE].map(stretch => stretch.get(id) ?? group(0, 0))
    const sum = (of: (own: Group) => number) => 10 * (of(early ?? group(0, 0)) + of(late ?? group(0, 0)))
    return [
      id,
      { messages: sum(own => own.messages), total: sum(own => own.total), squares: sum(own => own.squares) },
    ]
  }),
)

/** That the new wording is the best of the two, and that it beats control. */
function ofNew(groups: ReadonlyMap<string, Group>): readonly number[] {
  const [old, late, control] = ['old', 'new', 'control'].map(id => groups.get(id) ?? group(0, 0))
  const contenders = [old, late].flatMap((own, at) =>
    own ? [{ id: at === 0 ? 'old' : 'new', mayWin: true, ...own }] : [],
  )
  const found = chancesOf({
    ...{ kind: 'rate', better: 'higher' },
    contenders,
    control: control ?? group(0, 0),
  })
  return percents([found.toBeBest.get('new') ?? null, found.toBeatControl.get('new') ?? null])
}

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
  says('cut into at most {} stretches (of 6 hours or more, and of {} messages or more)', () => [
    constant('src/features/results/wordings/level-groups.ts', 'LEVELS_MAX'),
    constant('src/features/results/wordings/slices.ts', 'MESSAGES_MIN'),
  ]),
  says(
    '`chance_to_be_best` is among all approved variants with messages *and control*: these probabilities add up to {}.',
    () => [[...chancesAmong([ONE, TWO, CONTROL]).toBeBest.values()].reduce((sum, chance) => sum + chance, 0)],
  ),
  says('In a stretch each message has the weight 1/e'),
  says(
    'ten stretches at 5 %: 900 messages of an old wording, 100 of control. Then ten at 10 %: 450 of the old one, 100 of control, and 450 of a new one that has 9.6 %. By plain sums the new one is the best with {} % and beats control with {} %. At the common level its messages are worth {} at {} %, and these chances are {} % and {} %.',
    () => {
      const { messages = 0, total = 0 } = LEVELLED.get('new') ?? {}
      return [...ofNew(PLAIN), messages, (100 * total) / messages, ...ofNew(LEVELLED)]
    },
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
