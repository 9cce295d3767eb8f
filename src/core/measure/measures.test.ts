import { describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../events/event.ts'
import { KEY_METRICS } from './key-metric.ts'
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

it('key metrics follow from the table', () => {
  expect(KEY_METRICS.unsubscribe_rate).toEqual({
    kind: 'rate',
    better: 'lower',
    matures: false,
    success: 'unsubscribe',
  })
  expect(KEY_METRICS.revenue).toMatchObject({ kind: 'amount', success: 'conversion' })
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
