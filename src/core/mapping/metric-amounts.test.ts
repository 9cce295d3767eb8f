import { expect, it } from 'vitest'
import { createEvent, type Event } from '../events/event.ts'
import type { CustomMetric } from '../measure/custom-metric.ts'
import { metricAmounts } from './metric-amounts.ts'

const metric = (id: string, given: Partial<CustomMetric> = {}): [string, CustomMetric] => [
  id,
  {
    ...{ id, name: id, kind: 'rate', events: ['Purchase'], valueField: null, currency: null },
    ...{ direction: 'increase', windowDays: 7, isArchived: false, parts: [] },
    ...given,
  },
]
const METRICS = new Map([
  metric('orders'),
  metric('sales', { kind: 'sum', currency: 'EUR' }),
  metric('items', { kind: 'sum', valueField: 'cart.items' }),
  metric('tax', { kind: 'sum', valueField: 'tax', currency: 'EUR' }),
  metric('replies', { events: ['reply'] }),
])

const amounts = (event: Partial<Event>, amountMinor: number | null = null, currency: string | null = null) =>
  metricAmounts(createEvent({ type: 'custom', nativeEvent: 'x', name: 'purchase', ...event }), {
    ...{ metrics: METRICS, money: { amountMinor, currency }, currencyDigits: {} },
    wholeItem: () => ({ tax: '€ 1,99' }),
  })

it('an event belongs to the metrics that list its name, with an amount for each', () => {
  const properties = { cart: { items: '2.5' } }
  expect(amounts({ properties }, 1050, 'EUR')).toEqual({ orders: 0, sales: 1050, items: 2500, tax: 199 })
  // Money in another currency, and a number that cannot be read, are left out.
  expect(amounts({ properties: { cart: { items: 'many' }, tax: '$ 3' } }, 1050, 'USD')).toEqual({
    ...{ orders: 0, sales: 0, items: 0, tax: 0 },
  })
})

it('an event without a name goes by its type; refunds and events of programs belong to no metric', () => {
  expect(amounts({ type: 'reply', name: null })).toEqual({ replies: 0 })
  expect(amounts({ type: 'reply', name: null, machine: true })).toBeNull()
  expect(amounts({ type: 'refund' })).toBeNull()
  expect(amounts({ name: 'other' })).toBeNull()
})
