import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closest, editDistance } from './edit-distance.ts'

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), maxLength: 8 })

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['city', 'city', 0],
    ['citty', 'city', 1],
    ['ctiy', 'city', 1],
    ['cities', 'city', 3],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%s → %s: %d', (from, to, distance) => expect(editDistance(from, to)).toBe(distance))

  it('is the same in both directions, and zero only for equal texts', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max([...a].length, [...b].length))
        expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length))
      }),
    )
  })

  it('counts one edit for one inserted character', () => {
    fc.assert(
      fc.property(word, fc.nat(8), (text, place) => {
        const longer = [...text]
        longer.splice(place, 0, 'x')
        expect(editDistance(text, longer.join(''))).toBe(1)
      }),
    )
  })
})

describe('closest', () => {
  it.each([
    ['citty', ['country', 'city', 'name'], 'city'],
    ['First_Name', ['first_name'], 'first_name'],
    ['frist_name', ['last_name', 'first_name'], 'first_name'],
    ['plan', ['city'], undefined],
    ['a', ['b'], 'b'],
    ['ab', ['xy'], undefined],
    ['upcasse', ['upcase', 'downcase'], 'upcase'],
    ['x'.repeat(65), ['x'.repeat(64)], undefined],
  ])('%s among %j: %s', (text, known, expected) => expect(closest(text, known)).toBe(expected))
})
