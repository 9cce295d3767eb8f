import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ageBucketOf } from '../../../core/measure/cohort.ts'
import { MEASURES, TIMED_MEASURES } from '../../../core/measure/measures.ts'
import { unitWeightsOf } from '../../../core/measure/weights.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Send } from '../send.ts'
import { cohortChanges, placeOf, startOf } from './cohort-changes.ts'
import type { Changed } from './count-changes.ts'
import { type Attribution, areSame, type Facts, factsOf } from './facts.ts'
import { personChanges } from './people/person-changes.ts'

const START = Date.parse('2026-10-31T23:00:00Z')
const moment = fc.integer({ min: 0, max: 180 }).map(minutes => new Date(START + minutes * MINUTE_MS))

const attribution: fc.Arbitrary<Attribution> = fc.record({
  decisionId: fc.constant('d'),
  eventId: fc.uuid(),
  metric: fc.constantFrom('send', 'delivery', 'open', 'click', 'conversion', 'impression', 'unsubscribe'),
  machine: fc.boolean(),
  at: moment,
  amountMinor: fc.constantFrom(null, 0, 995),
  currency: fc.constantFrom(null, 'USD'),
})

const send: fc.Arbitrary<Send> = fc.record({
  ...{ id: fc.uuid(), decidedAt: moment, sentAt: moment, templateId: fc.constantFrom('a', 'b') },
  ...{ variantId: fc.constantFrom('v', 'w'), arm: fc.constantFrom('control', 'treatment', 'fallback') },
  ...{
    counted: fc.boolean(),
    isExternal: fc.constant(false),
    userKey: fc.constant('u'),
    email: fc.constant(null),
  },
  ...{ windows: fc.constant(null), cell: fc.constantFrom('', '[["plan",["a|b"]]]'), isEven: fc.boolean() },
  ...{ propensity: fc.constantFrom(0.1, 0.25, 1 / 3), personBucket: fc.nat(127) },
})

const changed: fc.Arbitrary<readonly Changed[]> = fc.array(
  fc.record({
    send,
    before: fc.array(attribution, { maxLength: 5 }).map(events => factsOf(events)),
    after: fc.array(attribution, { maxLength: 5 }).map(events => factsOf(events)),
  }),
  { maxLength: 12 },
)

/** The sums that a list of keyed numbers gives; zeros are left out. */
function sumsOf(entries: readonly (readonly [key: unknown, numbers: readonly bigint[]])[]) {
  const sums = new Map<string, readonly bigint[]>()
  for (const [key, numbers] of entries) {
    const text = JSON.stringify(key)
    sums.set(
      text,
      numbers.map((number, at) => number + (sums.get(text)?.[at] ?? 0n)),
    )
  }
  return new Map([...sums].filter(([, numbers]) => numbers.some(number => number !== 0n)))
}

const happened = (facts: Facts) =>
  TIMED_MEASURES.flatMap(({ name, moment: column }) => {
    const at = facts[column]
    return at === null ? [] : [{ name, at: at.getTime() }]
  })

const signed = ({ before, after }: Changed) => [[before, -1n] as const, [after, 1n] as const]

it('the facts of a message say of each measure whether and when one of its events came first', () => {
  fc.assert(
    fc.property(fc.array(attribution, { maxLength: 8 }), events => {
      const facts = factsOf(events)
      for (const { events: counted, by, moment: column } of TIMED_MEASURES) {
        const own = events.filter(
          ({ metric, machine }) =>
            (counted as readonly string[]).includes(metric) &&
            (by === 'anybody' || machine === (by === 'machines')),
        )
        const first = own.length === 0 ? undefined : Math.min(...own.map(({ at }) => at.getTime()))
        expect(facts[column]?.getTime()).toBe(first)
      }
      const delivered = events.some(({ metric, machine }) => metric === 'delivery' && !machine)
      expect(facts[MEASURES.delivery.fact]).toBe(delivered)
      expect(areSame(facts, factsOf([...events].reverse()))).toBe(true)
    }),
  )
})

it('facts are the same if they are equal as text, whatever objects they are', () => {
  fc.assert(
    fc.property(
      fc.array(attribution, { maxLength: 3 }),
      fc.array(attribution, { maxLength: 3 }),
      (one, other) => {
        const [left, right] = [factsOf(one), factsOf(other)]
        expect(areSame(left, right)).toBe(JSON.stringify(left) === JSON.stringify(right))
      },
    ),
  )
})

it('the changes of cohorts are the sums over all messages, each with its weights', () => {
  fc.assert(
    fc.property(changed, messages => {
      const expected = sumsOf(
        messages.flatMap(message => {
          const place = placeOf(message.send)
          if (!place) return []
          const { inverse, inverseRoot, inverseSquare } = unitWeightsOf(message.send.propensity)
          return signed(message).flatMap(([facts, sign]) => {
            const sentAt = (facts.sent_at ?? message.send.decidedAt).getTime()
            return happened(facts).map(({ name, at }) => {
              const key = [place, startOf(message.send, facts), name, ageBucketOf(at - sentAt)]
              return [key, [1n, inverse, inverseRoot, inverseSquare].map(number => sign * number)] as const
            })
          })
        }),
      )
      const found = cohortChanges(messages).map(
        ({ startsAtMs, measure, age, count, inverse, inverseRoot, inverseSquare, ...place }) =>
          [
            JSON.stringify([place, startsAtMs, measure, age]),
            [count, inverse, inverseRoot, inverseSquare],
          ] as const,
      )
      expect(new Map(found)).toEqual(expected)
    }),
  )
})

it('the changes of people are the sums over all messages by bucket', () => {
  fc.assert(
    fc.property(changed, messages => {
      const expected = sumsOf(
        messages.flatMap(message => {
          const place = placeOf(message.send)
          if (!place) return []
          const { decidedAt, personBucket } = message.send
          const month = decidedAt.toISOString().slice(0, 7)
          return signed(message).flatMap(([facts, sign]) =>
            happened(facts).map(
              ({ name }) => [[place.templateId, name, place.arm, month, personBucket], [sign]] as const,
            ),
          )
        }),
      )
      const found = personChanges(messages).flatMap(({ templateId, measure, arm, month, changes }) =>
        changes.flatMap((change, bucket) => {
          const key = [templateId, measure, arm, month.toISOString().slice(0, 7), bucket]
          return change === 0 ? [] : [[JSON.stringify(key), [BigInt(change)]] as const]
        }),
      )
      expect(new Map(found)).toEqual(expected)
    }),
  )
})
