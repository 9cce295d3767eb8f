import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellOf } from '../../measure/cell.ts'
import type { Evidence, Reward, Strategy } from '../bandit.ts'
import { contextual } from './contextual.ts'
import { linearThompson } from './linear-thompson.ts'

const HOUR = 3_600_000
const NOW = 1000 * HOUR
const window = { offsetMs: 0, untilMs: 72 * HOUR }

const text = fc
  .record(
    {
      plan: fc.constantFrom('a', 'b', 'c'),
      device: fc.constantFrom('x', 'y'),
      city: fc.string({ maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map(known =>
    cellOf(Object.fromEntries(Object.entries(known).map(([name, value]) => [name, [value]])), [
      'plan',
      'device',
      'city',
    ]),
  )

const cohort = fc
  .record({
    hour: fc.integer({ min: 0, max: 999 }),
    sends: fc.nat(5000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ hour, sends, share }) => ({
    fromMs: hour * HOUR,
    untilMs: (hour + 1) * HOUR,
    sends,
    successes: Math.round(sends * share * share),
  }))
const cohorts = fc.uniqueArray(cohort, { selector: ({ fromMs }) => fromMs, maxLength: 4 })

const reward: fc.Arbitrary<Reward> = fc
  .record({
    variantId: fc.uuid(),
    cells: fc.uniqueArray(fc.record({ cell: text, cohorts }), { selector: ({ cell }) => cell, maxLength: 6 }),
  })
  .map(({ variantId, cells }) => ({
    variantId,
    cells,
    trials: 0,
    successes: 0,
    sum: 0,
    sumOfSquares: 0,
    cohorts: cells.flatMap(own => own.cohorts.map(known => ({ ...known, successes: [known.successes] }))),
  }))

const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    better: fc.constantFrom('higher', 'lower'),
    rewards: fc.uniqueArray(reward, { selector: ({ variantId }) => variantId, minLength: 1, maxLength: 6 }),
    isLate: fc.boolean(),
    themed: fc.boolean(),
  })
  .map(({ better, rewards, isLate, themed }) => ({
    kind: 'rate',
    better,
    rewards,
    ...(isLate && { delay: { asOfMs: NOW, window } }),
    ...(themed && { themes: new Map(rewards.map(({ variantId }) => [variantId, [variantId.slice(0, 1)]])) }),
  }))

const idsOf = ({ rewards }: Evidence) => rewards.map(({ variantId }) => variantId)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const runs = { numRuns: 25 }
const STRATEGIES: readonly (readonly [string, Strategy])[] = [
  ['contextual', contextual],
  ['linear', linearThompson],
]

describe.each(STRATEGIES)('the %s policy', (_, strategy) => {
  it('divides all traffic of any cell, and the same evidence always the same way', () => {
    fc.assert(
      fc.property(evidence, text, fc.string(), (known, cell, seed) => {
        const table = strategy(known, seed).table(idsOf(known), cell)
        expect(sum(table.shares)).toBeCloseTo(1, 9)
        expect(table.winners.length).toBe(512)
        for (const share of table.shares) expect(share).toBeGreaterThanOrEqual(0)
        expect(strategy(structuredClone(known), seed).table(idsOf(known), cell)).toEqual(table)
      }),
      runs,
    )
  })

  it('does not depend on the order of variants, cells and cohorts', () => {
    fc.assert(
      fc.property(evidence, text, (known, cell) => {
        const reversed = known.rewards
          .map(own => ({
            ...own,
            cells:
              own.cells?.map(each => ({ ...each, cohorts: each.cohorts.toReversed() })).toReversed() ?? [],
          }))
          .toReversed()
        const ids = idsOf(known)
        expect(strategy({ ...known, rewards: reversed }, 'seed').table(ids, cell)).toEqual(
          strategy(known, 'seed').table(ids, cell),
        )
      }),
      runs,
    )
  })

  it('keeps the draws of all other variants when a variant is added', () => {
    fc.assert(
      fc.property(evidence, fc.uuid(), text, (known, added, cell) => {
        fc.pre(!idsOf(known).includes(added))
        const silent = {
          variantId: added,
          trials: 0,
          successes: 0,
          sum: 0,
          sumOfSquares: 0,
          cells: [],
          cohorts: [],
        }
        const ids = idsOf(known)
        const before = strategy(known, 'seed')
        const after = strategy({ ...known, rewards: [...known.rewards, silent] }, 'seed')
        expect(after.table(ids, cell)).toEqual(before.table(ids, cell))
        // With the new one in the race, whoever still wins a row is who won it before (surplus rows apart).
        if (strategy === linearThompson) {
          const winners = after.table([...ids, added], cell).winners
          const kept = before.table(ids, cell).winners
          for (const [row, winner] of winners.entries()) {
            if (winner < ids.length) expect(winner).toBe(kept[row])
          }
        }
      }),
      runs,
    )
  })
})
