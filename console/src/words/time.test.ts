import { expect, it } from 'vitest'
import { ageInWords, lengthInWords, momentInWords } from './time.ts'

const NOW = Date.parse('2026-11-29T14:02:00Z')

it.each([
  ['2026-11-29T14:01:55Z', 'just now'],
  ['2026-11-29T14:01:20Z', '40 s ago'],
  ['2026-11-29T14:00:00Z', '2 min ago'],
  ['2026-11-29T08:14:00Z', '5 h 48 min ago'],
  ['2026-11-29T12:02:00Z', '2 h ago'],
  ['2026-11-28T13:00:00Z', '1 day ago'],
  ['2026-11-19T14:02:00Z', '10 days ago'],
  ['2026-12-02T14:02:00Z', 'in 3 days'],
])('%s was %s', (at, words) => {
  expect(ageInWords(at, NOW)).toBe(words)
})

it('never says a negative length', () => {
  expect(lengthInWords(-5)).toBe('0 s')
})

it('tells moments in the zone of the organisation', () => {
  expect(momentInWords('2026-11-29T23:30:00Z', 'Europe/Berlin', 'minute')).toBe('30 Nov 2026, 00:30')
  expect(momentInWords('2026-11-29T23:30:00Z', 'America/New_York', 'day')).toBe('29 Nov 2026')
  expect(momentInWords('2026-11-29T23:30:01.25Z', 'UTC', 'millisecond')).toBe('23:30:01.250')
})
