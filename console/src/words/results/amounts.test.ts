import { expect, it } from 'vitest'
import { capInWords, otherCurrenciesInWords } from './amounts.ts'

type Read = Parameters<typeof capInWords>[0]

const read = (amounts: Partial<NonNullable<Read['amounts']>> | null): Read => ({
  currency: 'EUR',
  lift: {
    ...{ metric: 'revenue', absolute: null, relative: null, interval: null, interval_unbounded: false },
    ...{ interval_missing: 'no-amounts', chance_to_beat_control: null, enough_data: true },
  },
  control: { metrics: [] },
  amounts: amounts && {
    ...{ currency: 'EUR', capped_at: null, capped_mean: { control: null, treatment: null } },
    orders_in_other_currencies: {},
    ...amounts,
  },
})

it('says at which amount others are capped', () => {
  expect(capInWords(read({ capped_at: 120 }))).toBe(
    'Larger amounts than 120.00\u202fEUR count as 120.00\u202fEUR in the comparison.',
  )
  expect(capInWords(read({}))).toBe('')
  expect(capInWords(read(null))).toBe('')
})

it('names the orders that are not compared', () => {
  expect(otherCurrenciesInWords(read({ orders_in_other_currencies: { USD: 12, GBP: 0, CHF: 1 } }))).toBe(
    'Orders in other currencies are not compared: 12 in USD, 1 in CHF.',
  )
  expect(otherCurrenciesInWords(read({}))).toBe('')
})
