import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAmount } from './amount.ts'

describe('readAmount reads', () => {
  it.each([
    ...([3, 0, -39.95].map(value => [value, value]) satisfies [number, number][]),
    ...([
      ['3', 3],
      [' -39.95 ', -39.95],
      ['1e3', 1000],
      ['.5', 0.5],
      ['12.', 12],
      ['1200:-', 1200],
      ['١٢٫٥٠', 12.5],
      ['۱۲', 12],
      ['१,२३,४५६.७८', 123456.78],
      ['\u200e\u221212.50', -12.5],
      ['+7', 7],
    ] as const),
    ...([
      ['1,234.56', 1234.56],
      ['1.234,56', 1234.56],
      ['1 234,56', 1234.56],
      ['1\u00a0234,56', 1234.56],
    ] as const),
    ...([
      ['1\u202f234\u202f567,5', 1234567.5],
      ["1'234.50", 1234.5],
      ['1’234’567', 1234567],
    ] as const),
    ...([
      ['1,234,567', 1234567],
      ['1.234.567', 1234567],
      ['12,34,567.89', 1234567.89],
    ] as const),
    ...([
      ['12,50', 12.5],
      ['0,123', 0.123],
      ['1234,567', 1234.567],
      ['39,9', 39.9],
      ['1.234', 1.234],
    ] as const),
  ])('%j', (written, value) => expect(readAmount(written)).toEqual({ value, currencies: undefined }))

  it.each([
    ['€ 1.299,00', 1299, ['EUR']],
    ['1.299,00 €', 1299, ['EUR']],
    ['1.299 €', 1299, ['EUR']],
    ['€1,299', 1299, ['EUR']],
    ['-€5', -5, ['EUR']],
    ['€ -5', -5, ['EUR']],
    ['(€5.20)', -5.2, ['EUR']],
    ['\u22125,20 €', -5.2, ['EUR']],
    ['39.95 EUR-', -39.95, ['EUR']],
    ['EUR 12,-', 12, ['EUR']],
    ['Rs. 500', 500, ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR']],
    ['CHF 1’200.–', 1200, ['CHF']],
    ['usd 12.50', 12.5, ['USD']],
    ['US$1,299.00', 1299, ['USD']],
    ['R$ 1.234,56', 1234.56, ['BRL']],
    ['1 234,50 zł', 1234.5, ['PLN']],
    ['₹1,23,456.78', 123456.78, ['INR']],
    ['$12 USD', 12, ['USD']],
    ['KWD 1.2345', 1.2345, ['KWD']],
    ['€(5.20)', -5.2, ['EUR']],
    ['\u200e€5.20\u200f', 5.2, ['EUR']],
    ['USD $12.50', 12.5, ['USD']],
    ['12.50 $ CAD', 12.5, ['CAD']],
    ['12,50 Euro', 12.5, ['EUR']],
    ['12.50 EUR.', 12.5, ['EUR']],
    ['৳ 500', 500, ['BDT']],
    ['₨500', 500, ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR']],
    ['１２．５０ 円', 12.5, ['JPY']],
    ['١٬٢٣٤٫٥٠ ر.س', 1234.5, ['SAR']],
    [{ centAmount: 4200, currencyCode: 'EUR', fractionDigits: 2 }, 42, ['EUR']],
    [{ units: '5', nanos: 500000000, currencyCode: 'EUR' }, 5.5, ['EUR']],
    [{ amountMicros: '5250000', currencyCode: 'USD' }, 5.25, ['USD']],
    [{ amount: 5, currency: 'eur' }, 5, ['EUR']],
    [{ amount: '5.20', currency_code: 'EUR' }, 5.2, ['EUR']],
    [{ shop_money: { amount: '9.99', currency_code: 'USD' } }, 9.99, ['USD']],
    [{ amount: { value: '1,299.00', currency: 'USD' } }, 1299, ['USD']],
  ])('%j with its currency', (written, value, currencies) =>
    expect(readAmount(written)).toEqual({ value, currencies }),
  )

  it('an amount without a currency, and the currencies that its sign may mean', () => {
    expect(readAmount({ amount: 5 })).toEqual({ value: 5, currencies: undefined })
    expect(readAmount('$1,299.00')).toMatchObject({ value: 1299 })
    expect(readAmount('$1,299.00')?.currencies).toEqual(expect.arrayContaining(['USD', 'CAD', 'MXN']))
    expect(readAmount('¥ 1,299')).toEqual({ value: 1299, currencies: ['JPY', 'CNY'] })
  })
})

describe('readAmount does not guess', () => {
  it.each([
    ...[
      '',
      '  ',
      'free',
      '-',
      '€',
      '0x10',
      'NaN',
      'Infinity',
      '1,234',
      '1 234.',
      '1 23',
      '12 34',
      '9'.repeat(400),
    ],
    ...['1,2,3', '1.2.3', '1,23.4', '1.234,5.6', '--5', '(-5)', '(5', '5)', '5 pieces', '3 x 5', '5%', '1-2'],
    ...['KWD 1,234', '5 EUR USD', '€5 GBP', '5 XAU', 'item 5', '2026-10-30', '1 2345', "1'2"],
    ...[true, null, undefined, [], [5], {}, { price: 5 }, { amount: { amount: { amount: 5 } } }],
    ...[
      { amount: 5, currency: 'NaN' },
      { amount: 500, currency: 'USD', precision: 2 },
      { amount: 500, scale: 2 },
      { amount: '5 €', currency: 'USD' },
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ],
  ])('%j', written => expect(readAmount(written)).toBeNull())
})

/** The same amount as people of several countries write it. */
function spellingsOf(cents: number): readonly string[] {
  const locales = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'pl-PL', 'pt-BR']
  const options = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  return locales.flatMap(locale => [
    new Intl.NumberFormat(locale, options).format(cents / 100),
    new Intl.NumberFormat(locale, { ...options, style: 'currency', currency: 'EUR' }).format(cents / 100),
    new Intl.NumberFormat(locale, {
      ...options,
      ...{ style: 'currency', currency: 'EUR', currencyDisplay: 'code', currencySign: 'accounting' },
    }).format(cents / 100),
  ])
}

it('reads back every amount, in each of its spellings', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e11, max: 1e11 }), cents => {
      const spellings = [cents / 100, String(cents / 100), `${cents}e-2`, ...spellingsOf(cents)]
      expect(spellings.map(spelling => [spelling, readAmount(spelling)?.value])).toEqual(
        spellings.map(spelling => [spelling, cents / 100]),
      )
    }),
  )
})

it('gives a finite number or none, whatever comes', () => {
  const near = fc.stringMatching(/^[-+(]?[€$ ]?[\d., ']{0,12}[€)-]?$/)
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string(), near), value => {
      expect(Number.isFinite(readAmount(value)?.value ?? 0)).toBe(true)
    }),
  )
})
