import { describe, expect, it } from 'vitest'
import { atOnce } from '../../../lib/in-slices.ts'
import { cellOf } from '../../measure/cell.ts'
import { normalCdf } from '../../stats/normal-cdf.ts'
import type { CellReward, Evidence, Reward, Strategy } from '../bandit.ts'
import { sharpenedInSteps } from '../tempered-thompson.ts'
import { cellCounts } from './cell-counts.ts'
import { contextual } from './contextual.ts'
import { linearThompson } from './linear-thompson.ts'

const DAY = 24 * 3_600_000
const STRATEGIES: readonly (readonly [string, Strategy])[] = [
  ['contextual', contextual],
  ['linear', linearThompson],
]

const of = (attributes: Readonly<Record<string, string>>): string =>
  cellOf(
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, [value]])),
    Object.keys(attributes),
  )

const cell = (text: string, sends: number, successes: number): CellReward => ({
  cell: text,
  cohorts: [{ fromMs: 0, untilMs: DAY, sends, successes }],
})

const reward = (variantId: string, cells: readonly CellReward[]): Reward => {
  const cohorts = cells.flatMap(own => own.cohorts)
  return {
    variantId,
    trials: cohorts.reduce((sum, { sends }) => sum + sends, 0),
    successes: cohorts.reduce((sum, { successes }) => sum + successes, 0),
    sum: 0,
    sumOfSquares: 0,
    cells,
  }
}

const rate = (better: Evidence['better'], ...rewards: readonly Reward[]): Evidence => ({
  kind: 'rate',
  better,
  rewards,
})

const shares = (strategy: Strategy, evidence: Evidence, ids: readonly string[], at?: string) =>
  strategy(evidence, 'seed').table(ids, at).shares

const BASIC = of({ plan: 'basic' })
const PREMIUM = of({ plan: 'premium' })

describe.each(STRATEGIES)('the %s policy', (_, strategy) => {
  const crossed = [
    reward('a', [cell(BASIC, 20_000, 1000), cell(PREMIUM, 20_000, 500)]),
    reward('b', [cell(BASIC, 20_000, 500), cell(PREMIUM, 20_000, 1000)]),
  ]

  it('sends each cell its best variant, in both directions', () => {
    expect(shares(strategy, rate('higher', ...crossed), ['a', 'b'], BASIC)[0]).toBeGreaterThan(0.99)
    expect(shares(strategy, rate('higher', ...crossed), ['a', 'b'], PREMIUM)[1]).toBeGreaterThan(0.99)
    expect(shares(strategy, rate('lower', ...crossed), ['a', 'b'], BASIC)[1]).toBeGreaterThan(0.99)
    expect(shares(strategy, rate('lower', ...crossed), ['a', 'b'], PREMIUM)[0]).toBeGreaterThan(0.99)
  })

  it('never lets a variant without a success win because of missing data', () => {
    const rewards = [
      reward('none', [cell(BASIC, 500, 0), cell(PREMIUM, 500, 0)]),
      reward('some', [cell(BASIC, 500, 15), cell(PREMIUM, 500, 15)]),
    ]
    const elsewhere = strategy === contextual ? ['', of({ plan: 'new' })] : []
    for (const at of [BASIC, PREMIUM, ...elsewhere]) {
      expect(shares(strategy, rate('higher', ...rewards), ['none', 'some'], at)[0]).toBeLessThan(0.1)
    }
  })

  it('does not take young messages for failures', () => {
    const window = { offsetMs: 3 * DAY, untilMs: 14 * DAY }
    const cohort = (fromDay: number, sends: number, successes: number) => ({
      fromMs: fromDay * DAY,
      untilMs: (fromDay + 1) * DAY,
      sends,
      successes,
    })
    const old = cohort(50, 10_000, 200)
    // A week old: half the conversions that the other has, at a third of the time.
    const young = cohort(93, 10_000, 150)
    const nothing = { trials: 0, successes: 0, sum: 0, sumOfSquares: 0, cohorts: [] }
    const evidence: Evidence = {
      kind: 'rate',
      better: 'higher',
      rewards: [
        { ...nothing, variantId: 'old', cells: [{ cell: BASIC, cohorts: [old] }] },
        { ...nothing, variantId: 'young', cells: [{ cell: BASIC, cohorts: [young] }] },
      ],
      delay: { asOfMs: 100 * DAY, window },
    }
    expect(shares(strategy, evidence, ['old', 'young'], BASIC)[1]).toBeGreaterThan(0.95)
    const { exposure = 0 } = atOnce(cellCounts(evidence)).get('young')?.[0] ?? {}
    expect(exposure).toBeGreaterThan(2000)
    expect(exposure).toBeLessThan(5000)
  })

  it('uses messages without a cell for everybody', () => {
    const plain = [reward('a', []), reward('b', [])].map(({ cells, ...own }, at) => ({
      ...own,
      trials: 10_000,
      successes: at === 0 ? 300 : 200,
    }))
    expect(shares(strategy, rate('higher', ...plain), ['a', 'b'], BASIC)[0]).toBeGreaterThan(0.99)
  })

  it('leaves amounts to the policy without attributes', () => {
    const rewards = [
      { ...reward('a', [cell(BASIC, 1000, 20)]), sum: 60_000, sumOfSquares: 200_000_000 },
      { ...reward('b', [cell(BASIC, 1000, 20)]), sum: 20_000, sumOfSquares: 30_000_000 },
    ]
    const evidence: Evidence = { kind: 'amount', better: 'higher', rewards }
    expect(strategy(evidence, 'seed').table(['a', 'b'], BASIC)).toEqual(
      atOnce(sharpenedInSteps(evidence, 'seed')).table(['a', 'b']),
    )
  })

  it('divides evenly where nothing is known at all', () => {
    for (const share of shares(strategy, rate('higher'), ['a', 'b', 'c', 'd'], BASIC)) {
      expect(share).toBeGreaterThan(0.15)
      expect(share).toBeLessThan(0.35)
    }
  })
})

describe('the contextual policy', () => {
  it('is the global one where attributes do not matter', () => {
    const cells = ['x', 'y', 'z'].flatMap(plan => ['p', 'q', 'r'].map(device => of({ plan, device })))
    const rewards = [60, 57, 54, 40].map((successes, at) =>
      reward(
        `v${at}`,
        cells.map(text => cell(text, 2000, successes)),
      ),
    )
    const ids = rewards.map(({ variantId }) => variantId)
    const whole = rewards.map(({ variantId, trials, successes }) => ({
      variantId,
      trials,
      successes,
      sum: 0,
      sumOfSquares: 0,
    }))
    const expected = shares(contextual, rate('higher', ...whole), ids)
    for (const text of cells) {
      for (const [at, share] of shares(contextual, rate('higher', ...rewards), ids, text).entries()) {
        expect(Math.abs(share - (expected[at] ?? 0))).toBeLessThan(0.12)
      }
    }
  })

  it('uses the effects of the levels for a combination without data', () => {
    const rewards = [
      reward('a', [cell(of({ plan: 'basic', device: 'phone' }), 20_000, 1000), cell(PREMIUM, 20_000, 400)]),
      reward('b', [cell(of({ plan: 'basic', device: 'phone' }), 20_000, 500), cell(PREMIUM, 20_000, 800)]),
    ]
    const shareOf = (attributes: Readonly<Record<string, string>>) =>
      shares(contextual, rate('higher', ...rewards), ['a', 'b'], of(attributes))[0] ?? 0
    expect(shareOf({ plan: 'basic' })).toBeGreaterThan(0.8)
    expect(shareOf({ plan: 'premium', device: 'phone' })).toBeLessThan(0.2)
    // Of these nothing is known, and they are where it is least certain who is best.
    expect(Math.abs(shareOf({ plan: 'unheard of', device: 'watch' }) - 0.5)).toBeLessThan(0.3)
    expect(Math.abs(shareOf({}) - 0.5)).toBeLessThan(0.3)
  })

  it('does not let an unproven variant have more than a quarter of any cell', () => {
    const rewards = [
      ...Array.from({ length: 7 }, (_, at) =>
        reward(`v${at}`, [cell(BASIC, 10_000, 200), cell(PREMIUM, 10_000, 200)]),
      ),
      reward('new', [cell(BASIC, 100, 15)]),
    ]
    const ids = rewards.map(({ variantId }) => variantId)
    for (const at of [BASIC, PREMIUM, '']) {
      expect(shares(contextual, rate('higher', ...rewards), ids, at)[7]).toBeLessThanOrEqual(0.25)
    }
    expect(shares(contextual, rate('higher', ...rewards), ids, BASIC)[7]).toBe(0.25)
  })

  it('starts new copy where its themes are', () => {
    const rewards = ['good', 'bad'].flatMap(theme =>
      [0, 1, 2, 3].map(at =>
        reward(`${theme} ${at}`, [
          cell(BASIC, 5000, theme === 'good' ? 300 : 150),
          cell(PREMIUM, 5000, theme === 'good' ? 300 : 150),
        ]),
      ),
    )
    const themes = new Map([
      ...rewards.map(({ variantId }) => [variantId, variantId.split(' ').slice(0, 1)] as const),
      ['new good', ['good']],
      ['new bad', ['bad']],
    ])
    const between = (better: Evidence['better']) =>
      shares(contextual, { ...rate(better, ...rewards), themes }, ['new bad', 'new good'], BASIC)
    expect(between('higher')[1]).toBeGreaterThan(0.9)
    expect(between('lower')[1]).toBeLessThan(0.1)
    // Without themes there is nothing to tell them apart by.
    const [bad = 0] = shares(contextual, rate('higher', ...rewards), ['new bad', 'new good'], BASIC)
    expect(Math.abs(bad - 0.5)).toBeLessThan(0.1)
  })
})

it('has, in the linear policy, the posterior of a ridge regression', () => {
  // As in docs/statistics.md: N(0.03 + 2 · 2/201, 0.03 · 0.97 · 2/201) when the common rate is 3 %.
  const rewards = [reward('a', [cell(BASIC, 100, 5)]), reward('b', [cell(BASIC, 9900, 295)])]
  const better = Math.sqrt(0.03 * 0.97 * (2 / 201 + 2 / 19_801))
  const gap = 0.03 + (2 * 2) / 201 - (0.03 + (-2 * 2) / 19_801)
  // Its chance to beat the other is Φ(gap / √(sum of variances)).
  const [share = 0] = shares(linearThompson, rate('higher', ...rewards), ['a', 'b'], BASIC)
  const chance = normalCdf(gap / better)
  expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 512))
})
