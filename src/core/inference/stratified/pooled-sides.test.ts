import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBinomial } from '../../stats/draw/draw-binomial.ts'
import { createRandom, type Random } from '../../stats/draw/random.ts'
import { type ArmSums, evenSums } from '../sums.ts'
import { compareStratified } from './compare-stratified.ts'
import { pooledSides } from './pooled-sides.ts'
import { type Stratum, stratify } from './strata.ts'

interface Stretch {
  readonly messages: number
  /** The share of all messages and the successes of each variant; control is `c`. */
  readonly given: Readonly<Record<string, readonly [share: number, rate: number]>>
}

const sidesOf = ({ messages, given }: Stretch, successes: (count: number, rate: number) => number) =>
  new Map(
    Object.entries(given).map(([id, [share, rate]]): [string, ArmSums] => {
      const count = Math.round(messages * share)
      const total = successes(count, rate)
      return [id, evenSums(share, count, total, total)]
    }),
  )

type Counted = readonly {
  readonly messages: number
  readonly total: number
  readonly all: ReadonlyMap<string, ArmSums>
}[]

const countedOf = (
  stretches: readonly Stretch[],
  successes = (count: number, rate: number) => count * rate,
): Counted =>
  stretches.map(stretch => {
    const all = sidesOf(stretch, successes)
    const total = [...all.values()].reduce((sum, { outcome }) => sum + outcome.total, 0)
    return { messages: stretch.messages, total, all }
  })

function compare(counted: Counted, ids: readonly string[], others: readonly string[], alpha = 0.05) {
  const strata = counted.map(({ messages, all }) => ({ messages, variants: all }))
  const [own, other] = [pooledSides(strata, new Set(ids)), pooledSides(strata, new Set(others))]
  const sums = stratify(
    counted.flatMap(({ messages, total }, at): Stratum[] => {
      const [variant, against] = [own[at], other[at]]
      return variant && against ? [{ messages, total, variant, other: against }] : []
    }),
  )
  return compareStratified(sums, { kind: 'rate', alpha })
}

const times = (count: number, stretch: Stretch): readonly Stretch[] =>
  Array.from({ length: count }, () => stretch)

describe('several wordings as one side', () => {
  it('are their mean, whatever the traffic of each', () => {
    const stretch = (a: number, b: number): Stretch => ({
      messages: 10_000,
      given: { c: [0.2, 0.1], a: [a, 0.2], b: [b, 0.1] },
    })
    for (const [a, b] of [
      [0.4, 0.4],
      [0.7, 0.1],
      [0.1, 0.7],
    ] as const)
      expect(compare(countedOf(times(3, stretch(a, b))), ['a', 'b'], ['c'])?.relative).toBeCloseTo(0.5, 9)
  })

  it('are compared with others over the same time: a good week of one of them is nobody’s merit', () => {
    const early: Stretch = { messages: 10_000, given: { c: [0.2, 0.1], a: [0.8, 0.1] } }
    const late: Stretch = { messages: 10_000, given: { c: [0.2, 0.2], a: [0.4, 0.2], b: [0.4, 0.2] } }
    const counted = countedOf([...times(4, early), ...times(4, late)])
    expect(compare(counted, ['a', 'b'], ['c'])?.relative).toBeCloseTo(0, 9)
    expect(compare(counted, ['b'], ['a'])?.relative).toBeCloseTo(0, 9)
  })

  it('count an archived wording while it was sent, and not as zero afterwards', () => {
    const both: Stretch = { messages: 10_000, given: { c: [0.2, 0.1], a: [0.4, 0.12], b: [0.4, 0.06] } }
    const one: Stretch = { messages: 10_000, given: { c: [0.2, 0.1], a: [0.8, 0.12] } }
    const found = compare(countedOf([...times(3, both), ...times(3, one)]), ['a', 'b'], ['c'])
    // Two stretches at the mean of 0.09, three at 0.12.
    expect(found?.relative).toBeGreaterThan(-0.1)
    expect(found?.relative).toBeLessThan(0.2)
  })

  it('are one wording, if there is only one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.7, noNaN: true }), share => {
        const stretch = {
          messages: 20_000,
          given: { c: [0.2, 0.1], a: [share, 0.15], b: [0.8 - share, 0.3] },
        } as const
        const counted = countedOf(times(4, stretch))
        const own = stratify(
          counted.flatMap(({ messages, total, all }): Stratum[] => {
            const [variant, other] = [all.get('a'), all.get('c')]
            return variant && other ? [{ messages, total, variant, other }] : []
          }),
        )
        expect(compare(counted, ['a'], ['c'])).toEqual(compareStratified(own, { kind: 'rate', alpha: 0.05 }))
      }),
      { numRuns: 20 },
    )
  })

  it('say something false in at most one run of twenty, as a newcomer joins and rates rise', () => {
    const random = createRandom('themes')
    const runs = Array.from({ length: 100 }, () => claims(random)).filter(Boolean)
    expect(runs.length).toBeLessThanOrEqual(5)
  })
})

/** Whether two themes, against control and against each other, ever seem to differ in twenty looks. */
function claims(random: Random): boolean {
  const early = (rate: number): Stretch => ({
    messages: 2_000,
    given: { c: [0.2, rate], a: [0.5, rate], b: [0.3, rate] },
  })
  const late = (rate: number): Stretch => ({
    messages: 2_000,
    given: { c: [0.2, rate], a: [0.2, rate], b: [0.2, rate], d: [0.4, rate] },
  })
  const stretches = Array.from({ length: 20 }, (_, at) => (at < 8 ? early(0.1) : late(0.16)))
  const counted = countedOf(stretches, (count, rate) => drawBinomial(count, rate, random))
  const alpha = 0.05 / 4
  return counted.some((_, at) => {
    const sofar = counted.slice(0, at + 1)
    const found = [compare(sofar, ['a', 'd'], ['c'], alpha), compare(sofar, ['b'], ['c'], alpha)]
    return [...found, compare(sofar, ['a', 'd'], ['b'], alpha)].some(
      each => each && each.direction !== 'open',
    )
  })
}
