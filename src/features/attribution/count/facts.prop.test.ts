import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Attribution, addedTo, factsOf, NO_FACTS } from './facts.ts'

const attribution: fc.Arbitrary<Attribution> = fc.record({
  decisionId: fc.constant('d'),
  eventId: fc.uuid(),
  metric: fc.constantFrom(
    'send',
    'delivery',
    'open',
    'click',
    'conversion',
    'refund',
    'impression',
    'bounce',
    'complaint',
  ),
  machine: fc.boolean(),
  at: fc.integer({ min: 0, max: 9 }).map(minutes => new Date(Date.UTC(2026, 0, 1, 0, minutes))),
  amountMinor: fc.constantFrom(null, 0, 995, -300),
  currency: fc.constantFrom(null, 'USD', 'EUR'),
})

it('facts that are added up in parts, in any order, are those of all events', () => {
  fc.assert(
    fc.property(fc.array(fc.array(attribution, { maxLength: 4 }), { maxLength: 5 }), parts => {
      const inParts = parts.reduce(addedTo, NO_FACTS)
      expect(inParts).toEqual(factsOf(parts.flat()))
      expect(parts.toReversed().reduce(addedTo, NO_FACTS)).toEqual(inParts)
    }),
  )
})
