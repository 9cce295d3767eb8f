import { describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../events/event.ts'
import { type CustomMetric, customKey, type KeyMetric } from './custom-metric.ts'
import { faultOfMetric, lookbackOf, metricRow } from './key-metric.ts'
import { ALL_MEASURES, countedAs, type Measure } from './measures.ts'

const measures: readonly (Measure & { readonly name: string })[] = ALL_MEASURES

describe('every measure', () => {
  it('counts event types that exist', () => {
    const known: readonly string[] = [...EVENT_TYPES, 'impression']
    expect(measures.flatMap(({ events }) => events).filter(kind => !known.includes(kind))).toEqual([])
  })

  it('shares no column with another measure', () => {
    const columns = measures.flatMap(({ count, fact, moment }) => [count, fact, moment]).filter(Boolean)
    expect(new Set(columns).size).toBe(columns.length)
  })

  it('has a fact or a moment, and the fields that its uses need', () => {
    const isWhole = ({ fact, moment, rate, did, better, matures, uses, by }: Measure) => {
      const isRate = rate !== undefined && did !== undefined && better !== undefined
      const isLearned = isRate && moment !== undefined && fact !== undefined && by === 'people'
      return (
        (fact ?? moment) !== undefined &&
        (!uses.includes('rate') || isRate) &&
        (!uses.includes('guardrail') || isLearned) &&
        (!uses.includes('key') || (isLearned && matures !== undefined))
      )
    }
    expect(measures.filter(measure => !isWhole(measure))).toEqual([])
  })
})

const MINUTES: CustomMetric = {
  ...{
    id: 'minutes',
    name: 'Minutes',
    kind: 'sum',
    events: ['watched'],
    valueField: 'minutes',
    currency: null,
  },
  ...{ direction: 'decrease', windowDays: 2, isArchived: false, parts: [] },
}
const organisation = {
  customMetrics: new Map([
    ['minutes', MINUTES],
    ['old', { ...MINUTES, id: 'old', isArchived: true }],
  ]),
}
const rowOf = (metric: KeyMetric) => metricRow(organisation, metric)

it('key metrics follow from the table', () => {
  expect(rowOf('unsubscribe_rate')).toMatchObject({
    kind: 'rate',
    better: 'lower',
    matures: false,
    success: 'unsubscribe',
  })
  expect(rowOf('revenue')).toMatchObject({ kind: 'amount', success: 'conversion', unit: 'money' })
})

it('key metrics follow from the custom metrics of an organisation', () => {
  expect(rowOf(customKey('minutes'))).toEqual({
    ...{ kind: 'amount', better: 'lower', matures: true, success: 'custom:minutes' },
    ...{ windowDays: 2, unit: 'plain' },
  })
  const template = { ...organisation, attribution: { offsetDays: 3, lookbackDays: 14 } }
  const metrics: readonly KeyMetric[] = ['custom:minutes', 'revenue', 'click_rate']
  expect(metrics.map(metric => lookbackOf(template, metric))).toEqual([2, 14, 14])
  expect(faultOfMetric(organisation, 'custom:minutes')).toBeUndefined()
  expect(faultOfMetric(organisation, 'custom:old')).toMatch(
    /no metric "custom:old".*revenue, custom:minutes\.$/,
  )
})

it('an event counts as its type, with some exceptions', () => {
  const as = (type: string, subtype: string | null = null) => countedAs({ type, subtype })
  expect(['open', 'bounce', 'custom', 'handshake'].map(type => as(type))).toEqual([
    'open',
    'bounce',
    'conversion',
    undefined,
  ])
  expect(as('open', 'impression')).toBe('impression')
  expect(as('click', 'unsubscribe_page')).toBeUndefined()
})
