import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { otherFields, readEmail, readFieldsOrJson, readFlag, readText } from './fields.ts'
import { trackingIdOfUrl } from './tracking-id.ts'

describe('readText', () => {
  it('reads ids of either kind, and keeps what a store can hold', () => {
    expect([' a ', 'a\0b', 7, -0, 1.5].map(value => readText(value))).toEqual([
      'a',
      'a\ufffdb',
      '7',
      '0',
      '1.5',
    ])
  })

  it.each([
    '',
    '  ',
    'x'.repeat(513),
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    null,
    undefined,
    {},
    ['a'],
  ])('takes %s for no id', value => expect(readText(value)).toBeNull())
})

it('reads addresses in lower case', () => {
  expect(readEmail(' Pat@Example.COM ')).toBe('pat@example.com')
  expect(readEmail(7)).toBeNull()
})

it('reads flags of either kind, and nothing that is neither', () => {
  expect([true, 'TRUE', false, 'false'].map(readFlag)).toEqual([true, true, false, false])
  // An object whose toString is no function cannot be made a text.
  for (const neither of ['yes', 1, null, {}, { toString: null }]) expect(readFlag(neither)).toBeNull()
})

it('reads an object that was written as JSON text', () => {
  expect(readFieldsOrJson('{"a":{"b":1}}')).toEqual({ a: { b: 1 } })
  expect(readFieldsOrJson({ a: 1 })).toEqual({ a: 1 })
  expect(['{', '[]', 'null', '', 7, null].map(readFieldsOrJson)).toEqual(Array(6).fill({}))
})

it('leaves out what is known and what is null', () => {
  expect(otherFields({ a: 1, b: 2, c: null, d: false }, ['a'])).toEqual({ b: 2, d: false })
})

it('gives text that every store can hold, or none, also out of escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const escaped = `?trk=${[...text].map(char => `%${(char.charCodeAt(0) % 256).toString(16).padStart(2, '0')}`).join('')}`
      for (const read of [readText(text), trackingIdOfUrl(escaped)]) {
        expect(read === null || (read !== '' && read.isWellFormed() && !read.includes('\0'))).toBe(true)
      }
    }),
  )
})
