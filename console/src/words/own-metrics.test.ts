import { expect, it } from 'vitest'
import { bodyOfDraft, EMPTY_METRIC, idFromName, isFilledIn, ownMetricInWords } from './own-metrics.ts'

type Shown = Parameters<typeof ownMetricInWords>[0]
const RATE: Shown = {
  ...{ kind: 'rate', value_field: null, currency: null, parts: [], direction: 'increase', window_days: 7 },
}

const OWN: Parameters<typeof ownMetricInWords>[1] = [
  { metric: 'custom:trials', name: 'Trials', kind: 'rate', direction: 'increase', currency: null },
]

it.each<readonly [Shown, string]>([
  [RATE, 'Messages with an event, within 7 days.'],
  [
    { ...RATE, direction: 'decrease', window_days: 1 },
    'Messages with an event, within a day. Fewer is better.',
  ],
  [{ ...RATE, kind: 'sum', currency: 'EUR' }, 'EUR of its events a message, within 7 days.'],
  [{ ...RATE, kind: 'sum', value_field: 'minutes' }, 'minutes of its events a message, within 7 days.'],
  [
    { ...RATE, kind: 'sum', value_field: 'total', currency: 'EUR', direction: 'decrease' },
    'EUR of total of its events a message, within 7 days. Less is better.',
  ],
  [
    {
      ...{ ...RATE, kind: 'weighted', window_days: null },
      parts: [
        { metric: 'custom:trials', weight: 5 },
        { metric: 'unsubscribe_rate', weight: 2 },
        { metric: 'revenue', weight: 0.1 },
      ],
    },
    '5 × Trials − 2 × Unsubscribes + 0.1 × Revenue.',
  ],
])('a metric in words: %j', (metric, said) => {
  expect(ownMetricInWords(metric, OWN)).toBe(said)
})

it('the body of a new metric has an id made of its name, and amounts only for a sum', () => {
  const draft = {
    ...EMPTY_METRIC,
    name: 'Trials & starts',
    events: ' trial \n\ntrial\nstart',
    currency: 'eur',
  }
  const common = { id: 'trials-starts', name: 'Trials & starts', events: ['trial', 'start'] }
  const rest = { direction: 'increase', window_days: 14 }
  expect(bodyOfDraft(draft)).toEqual({ ...common, ...rest, kind: 'rate' })
  expect(bodyOfDraft({ ...draft, kind: 'sum' })).toEqual({
    ...{ ...common, ...rest, kind: 'sum' },
    ...{ value_field: null, currency: 'EUR' },
  })
  expect(idFromName('--Ünï--')).toBe('n')
})

it('a weighted metric is filled in with two weights, and has no events or days', () => {
  const draft = {
    ...EMPTY_METRIC,
    name: 'Value',
    kind: 'weighted' as const,
    weights: { revenue: 2, click_rate: 0 },
  }
  expect(isFilledIn(draft)).toBe(false)
  const whole = { ...draft, weights: { ...draft.weights, click_rate: 1 } }
  expect(isFilledIn(whole)).toBe(true)
  expect(bodyOfDraft(whole)).toEqual({
    ...{ id: 'value', name: 'Value', kind: 'weighted', direction: 'increase' },
    parts: [
      { metric: 'revenue', weight: 2 },
      { metric: 'click_rate', weight: 1 },
    ],
  })
})
