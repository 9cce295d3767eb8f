import { expect, it } from 'vitest'
import { sizeAfter, tableInWords } from './storage.ts'

const TABLES = [
  { kept_by: 'requests_days', bytes_per_day: 2_000_000, oldest_at: '2026-03-01T00:00:00Z' },
  { kept_by: 'events_days', bytes_per_day: 1_000_000, oldest_at: '2026-03-01T00:00:00Z' },
  { kept_by: 'events_days', bytes_per_day: 500_000, oldest_at: '2026-03-01T00:00:00Z' },
  { kept_by: 'events_days', bytes_per_day: 0, oldest_at: null },
  { kept_by: null, bytes_per_day: 9_000_000, oldest_at: '2026-03-01T00:00:00Z' },
] as const

it.each([
  ['requests_days', 30, '60.0\u202fMB'],
  ['events_days', 400, '600\u202fMB'],
  ['events_days', Number.NaN, null],
] as const)('%s of %d days need %s', (kept, days, size) => {
  expect(sizeAfter(TABLES, kept, days)).toBe(size)
})

it('says nothing of what is empty', () => {
  expect(sizeAfter([], 'events_days', 400)).toBeNull()
})

it('names tables in words', () => {
  expect(tableInWords('inbound_requests')).toBe('Raw webhook calls')
})
