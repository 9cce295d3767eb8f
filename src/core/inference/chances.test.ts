import { describe, expect, it } from 'vitest'
import { type ChancesInput, chanceBetter, chancesOf } from './chances.ts'
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
  seed: 'acme/welcome',
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
    const chance = chanceBetter(group, group, { kind: 'rate', better: 'higher', seed: 's' })
    expect(Math.abs(chance - 0.5)).toBeLessThan(0.03)
  })

  it('include the small remaining gain', () => {
    const open = chancesOf(input([arm('a', 300, 20), arm('b', 300, 18)])).valueRemaining ?? 0
    const settled = chancesOf(input([arm('a', 90_000, 9000), arm('b', 90_000, 6000)])).valueRemaining
    expect(open).toBeGreaterThan(0.1)
    expect(settled).toBe(0)
    expect(chancesOf(input([arm('a', 300, 20)])).valueRemaining).toBeNull()
  })
})

describe('the prior of a template', () => {
  const noise = (mean: number) => mean * (1 - mean)
  const groups = (...rates: number[]) => rates.map(rate => arm('', 10_000, 10_000 * rate))

  it('is the usual spread for a single variant', () => {
    const { mean, variance } = priorOf(groups(0.04), noise)
    expect(mean).toBeCloseTo(0.04, 12)
    expect(Math.sqrt(variance)).toBeCloseTo(0.01, 12)
  })

  it('follows what many variants show', () => {
    const apart = priorOf(groups(...Array.from({ length: 40 }, (_, at) => (at % 2 ? 0.02 : 0.06))), noise)
    expect(Math.sqrt(apart.variance)).toBeCloseTo(0.02, 2)
    const alike = priorOf(groups(...Array.from({ length: 40 }, () => 0.04)), noise)
    expect(Math.sqrt(alike.variance)).toBeLessThan(0.003)
  })
})
