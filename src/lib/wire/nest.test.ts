import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nest, partsOfName } from './nest.ts'

describe('a name of a parameter', () => {
  it.each([
    ['plan', ['plan']],
    ['attrs[plan]', ['attrs', 'plan']],
    ['attrs.plan', ['attrs', 'plan']],
    ['fields[customer][first_name]', ['fields', 'customer', 'first_name']],
    ['fields.customer[first_name]', ['fields', 'customer', 'first_name']],
    ['tags[]', ['tags', '']],
    ['items[0].sku', ['items', '0', 'sku']],
    ['a[b', ['a[b']],
    ['a]b', ['a]b']],
    ['.a', ['.a']],
    ['a..b', ['a..b']],
    ['a[][b]', ['a[][b]']],
    ['a.__proto__.b', ['a.__proto__.b']],
    [`a${'[b]'.repeat(50)}`, [`a${'[b]'.repeat(50)}`]],
  ])('%s', (name, parts) => expect(partsOfName(name)).toEqual(parts))
})

describe('parameters with nested names', () => {
  it.each([
    [
      { 'a[b]': '1', 'a[c]': '2', d: '3' },
      { a: { b: '1', c: '2' }, d: '3' },
    ],
    [{ 'a.b.c': '1' }, { a: { b: { c: '1' } } }],
    [{ 'a[]': ['1', '2'] }, { a: ['1', '2'] }],
    [{ 'a[]': '1' }, { a: ['1'] }],
    [{ 'a[1]': 'y', 'a[0]': 'x' }, { a: ['x', 'y'] }],
    [{ 'a[2]': 'x' }, { a: { 2: 'x' } }],
    [{ 'a[0][b]': 'x' }, { a: [{ b: 'x' }] }],
    [
      { a: '1', 'a[b]': '2' },
      { a: '1', 'a[b]': '2' },
    ],
    [
      { 'a[b]': '1', a: '2' },
      { a: { b: '1' }, 'a.': '2' },
    ],
    [
      { 'a[b]': '1', 'a[b][c]': '2' },
      { a: { b: '1' }, 'a[b][c]': '2' },
    ],
    [{ 'a[toString]': '1' }, { a: { toString: '1' } }],
  ])('%j', (given, nested) => expect(nest(Object.entries(given))).toEqual(nested))

  it('never throw, and never lose a value', () => {
    const name = fc.stringMatching(/^[ab.[\]0_]{1,8}$/)
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, fc.uuid()), { selector: ([key]) => key }), pairs => {
        const text = JSON.stringify(nest(pairs))
        for (const [, value] of pairs) expect(text).toContain(value)
      }),
    )
    expect(({} as { a?: unknown }).a).toBeUndefined()
  })
})
