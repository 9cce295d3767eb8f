import fc from 'fast-check'
import { expect, it } from 'vitest'
import { matches } from '../../core/targeting/matches.ts'
import type { Variant } from '../../runtime/catalog/catalog.ts'
import { candidatesAmong } from './candidates.ts'

const NAMES = ['plan', 'region', '__proto__', 'toString']
const VALUES = ['a', 'B', 'b', '1', '11', ',', '|']

const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), fc.array(fc.constantFrom(...VALUES), { maxLength: 3 })), {
    selector: ([name]) => name,
  })
  .map(pairs => Object.fromEntries(pairs))
const variantsOf = (targets: readonly Variant['attrs'][]): readonly Variant[] =>
  targets.map((attrs, at) => ({
    ...{ id: `v${at}`, name: `v${at}`, isControl: false, status: 'approved', vars: {}, themes: [], attrs },
  })) as unknown as readonly Variant[]

it('gives the same candidates with and without the cache, and one object for equal sets', () => {
  const world = fc.record({
    targets: fc.array(attributes, { minLength: 1, maxLength: 5 }),
    people: fc.array(attributes, { maxLength: 20 }),
  })
  fc.assert(
    fc.property(world, ({ targets, people }) => {
      const variants = variantsOf(targets)
      const candidatesFor = candidatesAmong(variants)
      const found = new Map<string, object>()
      for (const person of [...people, ...people]) {
        const candidates = candidatesFor(person)
        const meant = variants.filter(({ attrs }) => matches(attrs, person))
        expect(candidates.variants).toEqual(meant)
        const key = candidates.ids.join()
        expect(key).toBe(meant.map(({ id }) => id).join())
        expect(found.get(key) ?? candidates).toBe(candidates)
        found.set(key, candidates)
      }
    }),
  )
})

it('works with more combinations than the cache holds', () => {
  const values = Array.from({ length: 12 }, (_, at) => `value ${at}`)
  const candidatesFor = candidatesAmong(variantsOf(values.map(value => ({ plan: [value] }))))
  for (let ways = 0; ways < 2 ** 12; ways++) {
    const plan = values.filter((_, at) => (ways >> at) & 1)
    expect(candidatesFor({ plan }).variants).toHaveLength(plan.length)
  }
})
