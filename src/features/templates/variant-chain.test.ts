import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chainOf } from './variant-chain.ts'

it('is the same chain, oldest first, from each of its variants, in any order of the list', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.nat()), (sizes, chance) => {
      const chains = sizes.map((size, chain) =>
        Array.from({ length: size }, (_, at) => ({
          id: `${chain}-${at}`,
          replaced_by: at + 1 < size ? `${chain}-${at + 1}` : null,
        })),
      )
      const keyed = chains.flat().map(variant => ({ variant, key: chance.next().value }))
      const listed = keyed.toSorted((a, b) => a.key - b.key).map(({ variant }) => variant)
      for (const chain of chains) for (const variant of chain) expect(chainOf(listed, variant)).toEqual(chain)
    }),
  )
})
