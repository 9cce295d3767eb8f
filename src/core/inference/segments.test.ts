import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEGMENTS_MAX, valuesWithRow } from './segments.ts'

const sizes = fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), fc.nat(50)), {
  selector: ([value]) => value,
  maxLength: 40,
})
const besides = fc.record({ hasOthers: fc.boolean(), hasNone: fc.boolean() })

describe('the values that get a row', () => {
  it('are never more than twelve together with the others and none', () => {
    fc.assert(
      fc.property(sizes, besides, (given, found) => {
        const used = given.filter(([, messages]) => messages > 0)
        const shown = valuesWithRow(new Map(given), found)
        const isMerged = shown.length < used.length
        const rows = shown.length + Number(found.hasOthers || isMerged) + Number(found.hasNone)
        expect(rows).toBeLessThanOrEqual(SEGMENTS_MAX)
        // Nothing is merged that has room.
        if (isMerged) expect(rows).toBe(SEGMENTS_MAX)
      }),
    )
  })

  it('are the largest, whatever their order and their names', () => {
    fc.assert(
      fc.property(sizes, besides, fc.nat(), (given, found, turn) => {
        const all = new Map(given)
        const shown = valuesWithRow(all, found)
        const merged = [...all].filter(([value, messages]) => messages > 0 && !shown.includes(value))
        const smallest = Math.min(...shown.map(value => all.get(value) ?? 0))
        for (const [, messages] of merged) expect(messages).toBeLessThanOrEqual(smallest)
        const at = given.length === 0 ? 0 : turn % given.length
        expect(valuesWithRow(new Map([...given.slice(at), ...given.slice(0, at)]), found)).toEqual(shown)
      }),
    )
  })

  it('and the rest have all messages, each once', () => {
    fc.assert(
      fc.property(sizes, besides, (given, found) => {
        const all = new Map(given)
        const shown = valuesWithRow(all, found)
        const sum = (values: readonly string[]) =>
          values.reduce((messages, value) => messages + (all.get(value) ?? 0), 0)
        const merged = [...all.keys()].filter(value => !shown.includes(value))
        expect(sum(shown) + sum(merged)).toBe(sum([...all.keys()]))
        expect(new Set(shown).size).toBe(shown.length)
      }),
    )
  })
})
