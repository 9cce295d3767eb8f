import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalMultiplier } from '../alpha.ts'
import { evenSums, NO_SUMS } from '../sums.ts'
import { compareStratified, stratifiedGroups } from './compare-stratified.ts'
import { familyAlphas } from './family-alpha.ts'
import { type Stratum, stratify } from './strata.ts'

/** A stretch in which everything came out as expected. */
const stretch = (messages: number, share: number, control: number, rate: number, ratio = 1): Stratum => ({
  variant: share === 0 ? NO_SUMS : even(share, messages, rate * ratio),
  other: even(control, messages, rate),
  ...{ messages, total: messages * rate },
})
const even = (share: number, messages: number, rate: number) =>
  evenSums(share, share * messages, share * messages * rate, share * messages * rate)

const compared = (strata: readonly Stratum[], alpha = 0.05) =>
  compareStratified(stratify(strata), { kind: 'rate', alpha })

describe('a wording against control over the same time', () => {
  it('finds the ratio, whatever the shares and the rates of each stretch', () => {
    const part = fc.record({
      share: fc.double({ min: 0.05, max: 0.8, noNaN: true }),
      control: fc.double({ min: 0.05, max: 0.2, noNaN: true }),
      rate: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
    })
    const world = fc.tuple(
      fc.array(part, { minLength: 3, maxLength: 20 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
    )
    fc.assert(
      fc.property(world, ([parts, ratio]) => {
        const found = compared(
          parts.map(({ share, control, rate }) => stretch(10_000, share, control, rate, ratio)),
        )
        expect(found?.relative).toBeCloseTo(ratio - 1, 6)
        const [low, high] = found?.relativeInterval ?? [0, 0]
        expect(low).toBeLessThan(ratio - 1)
        expect(high).toBeGreaterThan(ratio - 1)
      }),
    )
  })

  it('is the worked example of docs/statistics.md', () => {
    const began = stretch(1000, 0.25, 0.5, 0.1)
    const found = compared(
      [stretch(1000, 0, 0.5, 0.1), began, { ...began, variant: even(0.25, 1000, 0.12) }],
      0.025,
    )
    expect(found?.relative).toBeCloseTo(0.2, 9)
    expect(found?.relativeInterval?.[0]).toBeCloseTo(-0.733, 3)
    expect(found?.relativeInterval?.[1]).toBeCloseTo(4.112, 3)
    expect(intervalMultiplier(6000 / 36, 0.025)).toBeCloseTo(7.418, 3)
  })

  it('is not fooled when a wording joins as all rates go up', () => {
    const before = Array.from({ length: 20 }, () => stretch(1000, 0, 0.5, 0.1))
    const after = Array.from({ length: 20 }, () => stretch(1000, 0.4, 0.5, 0.16))
    const found = compared([...before, ...after])
    expect(found?.relative).toBeCloseTo(0, 9)
    expect(found?.direction).toBe('open')
  })

  it('leaves out the stretch in which the wording began, ended or came back', () => {
    const whole = stretch(1000, 0.4, 0.5, 0.1)
    // Half of the stretch, at other rates than the stretch as a whole.
    const half: Stratum = { ...whole, variant: even(0.4, 400, 0.3) }
    const off = stretch(1000, 0, 0.5, 0.1)
    const steady = [whole, whole, whole]
    const lists = [
      [off, half, ...steady],
      [off, whole, ...steady.slice(1), half, off],
      [off, whole, whole, off, half, whole],
    ]
    for (const strata of lists) expect(compared(strata)?.relative).toBeCloseTo(0, 9)
  })

  it('weighs no stretch by its own results, so a look later changes no earlier weight', () => {
    const strata = [0.3, 0.2, 0.5, 0.4].map(share => stretch(1000, share, 0.2, 0.1))
    const [first, second] = [stratify(strata.slice(0, 3)), stratify(strata)]
    const last = 1 / (1 / 0.5 + 1 / 0.2)
    expect(second.variant.weight - first.variant.weight).toBeCloseTo(last * 1000, 6)
  })

  it('needs enough messages of both over the same time', () => {
    const few = Array.from({ length: 3 }, () => stretch(400, 0.1, 0.5, 0.1))
    expect(stratifiedGroups(stratify(few))).toBeNull()
    expect(stratifiedGroups(stratify([...few, ...few]))).not.toBeNull()
    expect(stratifiedGroups(stratify([]))).toBeNull()
  })

  it('says nothing while control may be zero', () => {
    const none = [0, 0, 0].map(rate => stretch(2000, 0.4, 0.2, rate))
    expect(compared(none)).toMatchObject({ relative: null, relativeInterval: null, direction: 'open' })
  })
})

describe('the parts of the error', () => {
  it('sum to at most the whole, however many wordings join, and never change afterwards', () => {
    const starts = fc
      .array(fc.nat(1e10), { minLength: 1, maxLength: 40 })
      .map(all => all.sort((a, b) => a - b))
    const mapOf = (all: readonly number[]) => new Map(all.map((start, at) => [String(at), start]))
    fc.assert(
      fc.property(starts, all => {
        const alphas = familyAlphas(mapOf(all), 0.05)
        expect([...alphas.values()].reduce((sum, own) => sum + own, 0)).toBeLessThan(0.05)
        const later = familyAlphas(mapOf([...all, 2e10]), 0.05)
        for (const [id, own] of alphas) expect(later.get(id)).toBe(own)
      }),
    )
  })

  it('are equal for wordings that began together', () => {
    const alphas = familyAlphas(
      new Map([
        ['a', 0],
        ['b', 1000],
        ['late', 1e9],
      ]),
      0.04,
    )
    expect([...alphas.values()]).toEqual([0.01, 0.01, 0.04 / 6])
  })
})
