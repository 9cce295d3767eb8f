import { expect, it } from 'vitest'
import { bodyOfDraft, EMPTY_METRIC, idFromName, ownMetricInWords } from './own-metrics.ts'

type Shown = Parameters<typeof ownMetricInWords>[0]
const RATE: Shown = {
  ...{ kind: 'rate', value_field: null, currency: null, direction: 'increase', window_days: 7 },
}

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
])('a metric in words: %j', (metric, said) => {
  expect(ownMetricInWords(metric)).toBe(said)
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
