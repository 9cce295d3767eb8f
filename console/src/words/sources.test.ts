import { expect, it } from 'vitest'
import { badgeInWords, sourcesInWords, usualInWords } from './sources.ts'

it.each([
  [[], 'never-seen', 'No source yet'],
  [['never-seen', 'never-seen'], 'never-seen', 'No source yet'],
  [['live'], 'live', '1 source live'],
  [['live', 'live', 'never-seen'], 'live', 'All 2 sources live'],
  [['live', 'quiet', 'live'], 'quiet', '2 of 3 sources live'],
  [['quiet'], 'quiet', '0 of 1 sources live'],
  [['quiet', 'failing', 'live'], 'failing', '1 of 3 sources live'],
] as const)('%j: %s, "%s"', (statuses, worst, text) => {
  expect(sourcesInWords(statuses)).toEqual({ worst, text })
})

const NOW = Date.parse('2026-11-29T14:00:00Z')
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
const usual = { gap_minutes: 10, per_hour: { low: 40, high: 1620 } }

it.each([
  [{ status: 'never-seen', last_received_at: null, usual: null }, 'Never seen'],
  [{ status: 'quiet', last_received_at: ago(348), usual }, 'Quiet: 5 h 48 min, usually 10 min'],
  [{ status: 'live', last_received_at: ago(2), usual: null }, 'Live: last call 2 min ago'],
  [{ status: 'failing', last_received_at: ago(0), usual }, 'Failing: 0 s, usually 10 min'],
] as const)('the badge of %j', (health, text) => expect(badgeInWords(health, NOW)).toBe(text))

it('says what is usual', () => {
  expect(usualInWords(usual)).toBe('usually 40 to 1\u202f620 an hour while it reports')
  expect(usualInWords({ gap_minutes: 15, per_hour: { low: 4, high: 4 } })).toBe(
    'usually 4 an hour while it reports',
  )
  expect(usualInWords(null)).toBe('what is usual is not known yet')
})
