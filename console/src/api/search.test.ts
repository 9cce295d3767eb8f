import { expect, it } from 'vitest'
import { flag, integer, oneOf, parseSearch, searchOf, stringifySearch, text } from './search.ts'

const search = searchOf({ q: text, live: flag, days: integer, range: oneOf('7d', '30d') })

it.each([
  ['', {}],
  ['?q=a+b&live=1&days=-3&range=7d', { q: 'a b', live: true, days: -3, range: '7d' }],
  ['?live=0&days=x&range=1y&q=&other=1', {}],
  ['?days=1.5', {}],
  ['?q=%7B%22a%22%3A1%7D', { q: '{"a":1}' }],
])('reads %s', (given, read) => {
  expect(search(parseSearch(given))).toEqual(read)
})

it('writes what it reads', () => {
  const given = { q: 'ä & b', live: true, days: 12, range: '30d' }
  const written = stringifySearch(given)
  expect(written).toBe('?q=%C3%A4+%26+b&live=1&days=12&range=30d')
  expect(search(parseSearch(written))).toEqual(given)
  expect(stringifySearch({ q: undefined, live: undefined, range: '' })).toBe('')
})
