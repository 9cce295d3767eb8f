import { describe, expect, it } from 'vitest'
import {
  bytesInWords,
  chanceInWords,
  moneyInWords,
  numberInWords,
  percentInWords,
  sentenceOfServer,
} from './numbers.ts'

const plain = (text: string): string => text.replaceAll('\u202f', ' ')

describe('figures', () => {
  it.each([
    [0, 0, '0'],
    [999, 0, '999'],
    [1000, 0, '1 000'],
    [42060, 0, '42 060'],
    [1234567.891, 2, '1 234 567.89'],
    [-1500, 0, '\u22121 500'],
    [-0.2, 0, '0'],
  ])('%d with %d digits', (value, digits, text) => {
    expect(plain(numberInWords(value, digits))).toBe(text)
  })

  it.each([
    [0.0695, 2, false, '6.95 %'],
    [0.12, 0, true, '+12 %'],
    [-0.04, 0, true, '\u22124 %'],
    [0, 0, true, '0 %'],
    [-0.001, 0, true, '0 %'],
    [28.38, 0, false, '2 838 %'],
  ])('%d as per cent', (fraction, digits, isSigned, text) => {
    expect(plain(percentInWords(fraction, digits, isSigned))).toBe(text)
  })

  it.each([
    [1, '>99 %'],
    [0.995, '>99 %'],
    [0.7, '70 %'],
    [0.004, '<1 %'],
    [0, '<1 %'],
  ])('a chance of %d', (chance, text) => {
    expect(plain(chanceInWords(chance))).toBe(text)
  })

  it.each([
    [12, '12 B'],
    [1100, '1.1 kB'],
    [999_999, '1 000 kB'],
    [5_000_000, '5.0 MB'],
  ])('%d bytes', (bytes, text) => {
    expect(plain(bytesInWords(bytes))).toBe(text)
  })

  it('money carries its currency', () => {
    expect(plain(moneyInWords(1204.5, 'EUR'))).toBe('1 204.50 EUR')
    expect(plain(moneyInWords(1204, 'JPY', 0))).toBe('1 204 JPY')
  })
})

it.each([
  ['Control got 20.3 % of 17,769 decisions.', 'Control got 20.3\u202f% of 17\u202f769 decisions.'],
  ['1,234,567 of 12', '1\u202f234\u202f567 of 12'],
  // Names are somebody's own text.
  ['Ship “1,000 off, 5 % more”: 7,176 messages', 'Ship “1,000 off, 5 % more”: 7\u202f176 messages'],
  ['"a 1,000" counts 1,000', '"a 1,000" counts 1\u202f000'],
  ['days 1, 2, 300', 'days 1, 2, 300'],
])('a sentence of the server: %s', (given, shown) => expect(sentenceOfServer(given)).toBe(shown))
