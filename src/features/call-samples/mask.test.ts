import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskValues } from './mask.ts'

describe('maskValues', () => {
  it.each([
    [
      { city: 'Berlin', vip: true, points: 1200, nothing: null },
      { city: 'Berlin', vip: true, points: 1200, nothing: null },
    ],
    [{ email: 'ann@shop.example' }, { email: 'someone@example.com' }],
    [{ contact: ' ann@shop.example ' }, { contact: 'someone@example.com' }],
    [
      { reset_token: 'abc', password: 'hunter2' },
      { reset_token: '••••', password: '••••' },
    ],
    [{ link: 'https://shop.example/u/ann?t=1' }, { link: 'https://example.com/…' }],
    [{ phone: '+49 170 1234567' }, { phone: '+00 000 0000000' }],
    [{ note: 'Call 0170 12 34 56 78' }, { note: 'Xxxx 0000 00 00 00 00' }],
    [{ street: 'Hauptstraße 5' }, { street: 'Xxxxxxxxxxx 0' }],
    [
      { user_id: 4711, order: 12345678 },
      { user_id: 1234, order: 1234 },
    ],
    [{ about: 'x Y'.repeat(20) }, { about: 'x X'.repeat(20) }],
    [{ basket: [{ name: 'Ann', price: 3 }] }, { basket: [{ name: expect.any(String), price: 3 }] }],
  ])('%j', (given, expected) => expect(maskValues(given)).toEqual(expected))

  it('replaces a name by the same invented name each time', () => {
    const [first, second] = [maskValues({ first_name: 'Walburga' }), maskValues({ first_name: 'walburga ' })]
    expect(first).toEqual(second)
    expect(first['first_name']).not.toBe('Walburga')
  })

  it('bounds names, items and depth', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`f${at}`, at]))
    expect(Object.keys(maskValues(many))).toHaveLength(50)
    expect(maskValues({ list: [1, 2, 3, 4, 5, 6, 7] })).toEqual({ list: [1, 2, 3, 4, 5] })
    let deep: object = { end: 'here' }
    for (let level = 0; level < 20; level++) deep = { deep }
    expect(JSON.stringify(maskValues({ deep })).length).toBeLessThan(60)
  })

  it('lets no address and no long number through, wherever it is', () => {
    const value = fc.oneof(fc.emailAddress(), fc.stringMatching(/^\d{7,15}$/))
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), value, fc.boolean(), (name, text, isNested) => {
        const told = JSON.stringify(maskValues(isNested ? { in: [{ [name]: text }] } : { [name]: text }))
        expect(told).not.toContain(text)
      }),
    )
  })
})
