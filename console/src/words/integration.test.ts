import { describe, expect, it } from 'vitest'
import { maskedKey, rungInWords, stepsInWords } from './integration.ts'

const NOW = Date.parse('2026-11-29T14:02:00Z')
const about = { template: 'welcome-email', offsetDays: 0, now: NOW }
const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()

describe('a rung', () => {
  it.each([
    [
      { key: 'asked', last_at: null, count_24h: 0 },
      about,
      ['no call for welcome-email yet', 'waiting', 'waiting'],
    ],
    [{ key: 'asked', last_at: at(2), count_24h: 1 }, about, ['choice in 24 h, last 2 min ago', '1', 'live']],
    [
      { key: 'sent', last_at: at(2), count_24h: 1204 },
      about,
      ['messages in 24 h, last 2 min ago', '1\u202f204', 'live'],
    ],
    [
      { key: 'clicked', last_at: at(3 * 1440), count_24h: 0 },
      about,
      ['last 3 days ago', 'none in 24 h', 'old'],
    ],
    [
      { key: 'clicked', last_at: null, count_24h: 0 },
      about,
      ['no click was reported yet', 'waiting', 'waiting'],
    ],
    [
      { key: 'converted', last_at: null, count_24h: 0 },
      { ...about, offsetDays: 3 },
      ['no conversion has counted yet; they count from day 3 on', 'waiting', 'waiting'],
    ],
  ] as const)('%j', (rung, given, [sub, chip, tone]) => {
    expect(rungInWords(rung, given)).toMatchObject({ sub, chip, tone })
  })
})

it.each([
  [5, 'Five steps, about ten minutes.'],
  [7, 'Seven steps, about ten minutes.'],
  [9, 'Nine steps, about fifteen minutes.'],
  [1, 'One step, about five minutes.'],
])('%i steps: %s', (count, text) => expect(stepsInWords(count)).toBe(text))

it('says when all steps are done', () => expect(stepsInWords(7, true)).toBe('All seven steps are done.'))

it('hides the middle of a key', () => {
  expect(maskedKey('parley_4be1', '9f2c')).toBe('parley_4be1••••••••••••••••9f2c')
  expect(maskedKey('parley_4be1', null)).toMatch(/•$/)
})
