import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffWords } from './diff.ts'

const SIGNS = { same: '', removed: '-', added: '+' }
const told = (before: string, after: string) =>
  diffWords(before, after).map(({ kind, text }) => SIGNS[kind] + text)

describe('diffWords', () => {
  it.each([
    ['', '', []],
    ['Hi Ann', 'Hi Ann', ['Hi Ann']],
    ['Hi Ann', 'Hi Bob', ['Hi ', '-Ann', '+Bob']],
    ['one two three', 'one three', ['one ', '-two ', 'three']],
    ['', 'new', ['+new']],
    ['Hi {{ first_name }}!', 'Hi {{ name }}!', ['Hi ', '-{{ first_name }}', '+{{ name }}', '!']],
    ['one big cat', 'one small dog', ['one ', '-big cat', '+small dog']],
    ['a cat', 'a big cat', ['a ', '+big ', 'cat']],
    ['Straße', 'Strasse', ['-Straße', '+Strasse']],
  ])('%j → %j', (before, after, expected) => expect(told(before, after)).toEqual(expected))

  const text = fc.string({
    unit: fc.constantFrom('a', 'b', ' ', '\n', '{{ x }}', '.', 'é', '😀'),
    maxLength: 60,
  })

  it('holds both texts whole', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffWords(before, after)
        const without = (kind: string) =>
          parts.flatMap(part => (part.kind === kind ? [] : [part.text])).join('')
        expect(without('added')).toBe(before)
        expect(without('removed')).toBe(after)
        expect(parts.every(part => part.text !== '')).toBe(true)
      }),
    )
  })

  it('finds nothing between equal texts, and everything between texts without a common word', () => {
    fc.assert(
      fc.property(text, given => {
        expect(diffWords(given, given).every(({ kind }) => kind === 'same')).toBe(true)
      }),
    )
    expect(told('aa bb', 'cc')).toEqual(['-aa bb', '+cc'])
  })

  it('calls the same what a text and its part have in common', () => {
    fc.assert(
      fc.property(text, text, (given, more) => {
        // An inserted word of its own removes nothing.
        const parts = diffWords(given, `${given} zzz ${more}`)
        if (given === '' || /\s$/.test(given)) return
        expect(parts.some(({ kind }) => kind === 'removed')).toBe(false)
      }),
    )
  })

  it('ends on long texts', () => {
    const long = (word: string) => `${word} `.repeat(5_000)
    // The last space is the same.
    expect(diffWords(long('a'), long('b'))).toHaveLength(3)
  })
})
