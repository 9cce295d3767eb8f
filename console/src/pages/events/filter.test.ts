import { describe, expect, it } from 'vitest'
import { filterOf, intervalOf, isFiltered, isLive, mayBeAddress, periodOf } from './filter.ts'

const NOW = Date.parse('2026-11-29T14:02:31Z')

describe('the filters of the log', () => {
  it.each([
    [{}, '2026-11-29T13:02:00.000Z', undefined, 'minute'],
    [{ range: '24h' }, '2026-11-28T14:02:00.000Z', undefined, 'five-minutes'],
    [{ range: '7d' }, '2026-11-22T14:02:00.000Z', undefined, 'hour'],
    [{ range: '30d' }, '2026-10-30T14:02:00.000Z', undefined, 'day'],
    [
      { from: '2026-11-29T13:00:00Z', to: '2026-11-29T13:01:00Z' },
      '2026-11-29T13:00:00Z',
      '2026-11-29T13:01:00Z',
      'minute',
    ],
    [{ to: '2026-11-29T10:00:30Z' }, '2026-11-29T09:00:00.000Z', '2026-11-29T10:00:30Z', 'minute'],
  ] as const)('%j is a period', (search, from, to, interval) => {
    const period = periodOf(search, NOW)
    expect(period).toEqual({ from, to })
    expect(intervalOf(period, NOW)).toBe(interval)
  })

  it.each([
    [{}, true, false],
    [{ live: '0' }, false, false],
    [{ to: '2026-11-29T10:00:00Z' }, false, false],
    [{ platform: 'cio', open: 'x' }, true, true],
  ] as const)('%j follows: %s, hides some: %s', (search, live, filtered) => {
    expect([isLive(search), isFiltered(search)]).toEqual([live, filtered])
  })

  it('keeps addresses out of the URL, and only filters in the call', () => {
    expect([mayBeAddress('ann@example.com'), mayBeAddress('u_204')]).toEqual([true, false])
    expect(filterOf({ platform: 'cio', open: 'x', range: '7d' })).toMatchObject({ platform: 'cio' })
    expect(filterOf({ open: 'x' })).not.toHaveProperty('open')
  })
})
