import { describe, expect, it } from 'vitest'
import { priorOfVariants } from '../bandit/shrinkage.ts'
import { drawBeta } from '../stats/draw/draw-beta.ts'
import { createRandom } from '../stats/draw/random.ts'
import { normalCdf } from '../stats/normal-cdf.ts'
import { type ChancesInput, chanceBetter, chancesOf } from './chances.ts'
import type { Group } from './lift.ts'
import { posteriorsOf } from './posterior.ts'
import { priorOf } from './shrink.ts'

const arm = (id: string, messages: number, total: number, mayWin = true) => ({
  id,
  messages,
  total,
  squares: total,
  mayWin,
})
const input = (contenders: ChancesInput['contenders'], given: Partial<ChancesInput> = {}): ChancesInput => ({
  kind: 'rate',
  better: 'higher',
  contenders,
  control: { messages: 1000, total: 50, squares: 50 },
  ...given,
})

describe('chances', () => {
  it('sum to one over the variants that may win, and prefer the better ones', () => {
    const { toBeBest, toBeatControl } = chancesOf(
      input([arm('a', 2000, 140), arm('b', 2000, 100), arm('old', 2000, 300, false), arm('new', 0, 0)]),
    )
    expect([...toBeBest.keys()]).toEqual(['a', 'b'])
    expect([...toBeBest.values()].reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9)
    expect(toBeBest.get('a')).toBeGreaterThan(0.95)
    expect(toBeatControl.get('a')).toBeGreaterThan(toBeatControl.get('b') ?? 1)
    expect(toBeatControl.has('new')).toBe(false)
  })

  it('are reversed if less is better', () => {
    const contenders = [arm('a', 2000, 140), arm('b', 2000, 100)]
    expect(chancesOf(input(contenders, { better: 'lower' })).toBeBest.get('b')).toBeGreaterThan(0.95)
  })

  it('do not let a variant without a success win for lack of data', () => {
    const contenders = [arm('none', 200, 0), arm('one', 200, 1), arm('two', 200, 2), arm('three', 200, 2)]
    const { toBeBest } = chancesOf(input(contenders, { control: { messages: 200, total: 2, squares: 2 } }))
    expect(toBeBest.get('none')).toBeLessThan(0.25)
    const worth = (id: string, total: number) => ({ ...arm(id, 200, total), squares: total * total })
    const amounts = [worth('none', 0), worth('one', 100), worth('two', 100)]
    expect(chancesOf(input(amounts, { kind: 'amount' })).toBeBest.get('none')).toBeLessThan(1 / 3)
  })

  it('are the same for the same sums in any order', () => {
    const contenders = [arm('a', 500, 30), arm('b', 500, 33), arm('c', 500, 28)]
    expect(chancesOf(input(contenders.toReversed()))).toEqual(chancesOf(input(contenders)))
  })

  it('are even between equals', () => {
    const group = { messages: 1000, total: 50, squares: 50 }
    const chance = chanceBetter(group, group, { kind: 'rate', better: 'higher' })
    expect(chance).toBeCloseTo(0.5, 9)
  })

  it.each(['higher', 'lower'] as const)(
    'are even between groups of which all or none converted: %s',
    better => {
      for (const [messages, others] of [
        [300, 300],
        [5_400, 600],
        [1e9, 1e6],
      ] as const)
        for (const share of [0, 1]) {
          const [one, other] = [messages, others].map(count => ({
            messages: count,
            total: share * count,
            squares: share * count,
          }))
          if (one && other) expect(chanceBetter(one, other, { kind: 'rate', better })).toBeCloseTo(0.5, 3)
        }
      const nothing = { messages: 500, total: 0, squares: 0 }
      expect(chanceBetter(nothing, { ...nothing, messages: 50 }, { kind: 'amount', better })).toBeCloseTo(
        0.5,
        9,
      )
    },
  )

  it('include the small remaining gain', () => {
    const open = chancesOf(input([arm('a', 300, 20), arm('b', 300, 18)])).valueRemaining ?? 0
    const settled = chancesOf(input([arm('a', 90_000, 9000), arm('b', 90_000, 6000)])).valueRemaining
    expect(open).toBeGreaterThan(0.1)
    expect(settled).toBe(0)
    expect(chancesOf(input([arm('a', 300, 20)])).valueRemaining).toBeNull()
  })
})

describe('chances and draws from the same posteriors', () => {
  const DRAWS = 40_000
  // Four standard errors of a share of the draws.
  const TOLERANCE = 4 * Math.sqrt(0.25 / DRAWS)
  const groups: readonly (readonly [
    what: string,
    control: number,
    arms: readonly (readonly [number, number])[],
  ])[] = [
    [
      'few messages',
      3,
      [
        [40, 0],
        [60, 4],
        [50, 6],
      ],
    ],
    [
      'as many as a year gives',
      9_900,
      [
        [400_000, 20_100],
        [100_000, 5_060],
        [50_000, 2_600],
      ],
    ],
    [
      'a new one among large ones',
      900,
      [
        [900_000, 45_000],
        [30, 4],
        [12, 0],
      ],
    ],
    ['thirty of them', 40, Array.from({ length: 30 }, (_, at) => [900 + at, 30 + (at % 20)] as const)],
  ]

  it.each(groups)('agree: %s', (_what, successes, arms) => {
    const control = { messages: 200_000 / (successes < 100 ? 200 : 1), total: successes, squares: successes }
    const contenders = arms.map(([messages, total], at) => arm(`v${at}`, messages, total))
    const found = chancesOf(input(contenders, { control }))
    const family = posteriorsOf([...contenders, control], 'rate')
    const random = createRandom('chances')
    const drawn = (group: Parameters<typeof family.of>[0]) => {
      const {
        slopes: [alpha, minusBeta],
      } = family.of(group)
      return Array.from({ length: DRAWS }, () => drawBeta(alpha, -minusBeta, random))
    }
    const [columns, controls] = [contenders.map(drawn), drawn(control)]
    const best = controls.map((_, row) => Math.max(...columns.map(column => column[row] ?? 0)))
    for (const [at, { id }] of contenders.entries()) {
      const share = (won: (row: number) => boolean) => controls.filter((_, row) => won(row)).length / DRAWS
      const own = (row: number) => columns[at]?.[row] ?? 0
      expect(Math.abs((found.toBeBest.get(id) ?? 0) - share(row => own(row) === best[row]))).toBeLessThan(
        TOLERANCE,
      )
      const beats = share(row => own(row) > (controls[row] ?? 0))
      expect(Math.abs((found.toBeatControl.get(id) ?? 0) - beats)).toBeLessThan(TOLERANCE)
    }
    const means = columns.map(column => column.reduce((sum, value) => sum + value, 0))
    const leader = columns[means.indexOf(Math.max(...means))] ?? []
    const gains = best.map((value, row) => value / (leader[row] ?? value) - 1).sort((a, b) => a - b)
    const [low, high] = [0.944, 0.956].map(level => gains[Math.floor(level * DRAWS)] ?? 0)
    expect(found.valueRemaining).toBeGreaterThanOrEqual((low ?? 0) - 1e-9)
    expect(found.valueRemaining).toBeLessThanOrEqual((high ?? 0) + 1e-9)
  })

  it('agree with the normal distribution for amounts, also far from zero', () => {
    const worth = (mean: number, spread: number) => ({
      messages: 1000,
      total: 1000 * mean,
      squares: 1000 * (mean * mean + spread * spread),
    })
    const [treatment, control] = [worth(1_000_100, 1000), worth(1_000_000, 1000)]
    const family = posteriorsOf([treatment, control], 'amount')
    const [one, other] = [family.of(treatment), family.of(control)]
    const expected = normalCdf((one.centre - other.centre) / Math.hypot(one.deviation, other.deviation))
    expect(chanceBetter(treatment, control, { kind: 'amount', better: 'higher' })).toBeCloseTo(expected, 3)
  })
})

describe('the prior of a template', () => {
  const priorOfRates = (groups: readonly Group[]) =>
    priorOf(
      groups,
      mean => mean * (1 - mean),
      mean => Math.min(mean, 1 - mean),
    )
  const groups = (...rates: number[]) => rates.map(rate => arm('', 10_000, 10_000 * rate))

  it('is the usual spread for a single variant', () => {
    const { mean, variance } = priorOfRates(groups(0.04))
    expect(mean).toBeCloseTo(0.04, 12)
    expect(Math.sqrt(variance)).toBeCloseTo(0.01, 12)
  })

  it('follows what many variants show', () => {
    const apart = priorOfRates(groups(...Array.from({ length: 40 }, (_, at) => (at % 2 ? 0.02 : 0.06))))
    expect(Math.sqrt(apart.variance)).toBeCloseTo(0.02, 2)
    const alike = priorOfRates(groups(...Array.from({ length: 40 }, () => 0.04)))
    expect(Math.sqrt(alike.variance)).toBeLessThan(0.003)
  })

  it('lies in the middle of the variants, as that of the allocation, and not at the leader', () => {
    const known = [
      { messages: 1e6, total: 30_000, squares: 30_000 },
      ...[1, 2].map(() => ({ messages: 1e5, total: 2000, squares: 2000 })),
    ]
    const { mean, variance } = priorOfRates(known)
    const ofTraffic = priorOfVariants(
      known.map(({ messages, total }) => ({ rate: total / messages, size: messages, successes: total })),
    )
    expect(mean).toBeCloseTo(0.07 / 3, 3)
    expect(mean).toBeCloseTo(ofTraffic.mean, 12)
    expect((mean * (1 - mean)) / variance - 1).toBeCloseTo(ofTraffic.size, 6)
  })
})
