import { describe, expect, it } from 'vitest'
import {
  dayInWords,
  doneInWords,
  latenessInWords,
  progressInWords,
  refusedInWords,
  SOURCE_HEALTH,
  scheduleInWords,
} from './warehouse.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('the progress of a run', () => {
  const run = {
    ...{ objects: { planned: 8, done: 3 }, bytes: { planned: 376_000_000, done: 141_000_000 } },
    ...{ rows: { per_second: 3010 }, seconds_left: 640 },
  }
  const nothing = { planned: 0, done: 0 }

  it.each([
    [
      { ...run, state: 'running' },
      '3 of 8 objects, 141 MB of 376 MB, 3 010 rows a second, 7 min to 16 min left.',
    ],
    [
      { ...run, state: 'running', rows: { per_second: null }, seconds_left: null },
      '3 of 8 objects, 141 MB of 376 MB.',
    ],
    [{ ...run, state: 'queued' }, 'It waits for its turn.'],
    [{ ...run, state: 'running', objects: nothing, bytes: nothing }, 'It looks for what is new.'],
    [{ ...run, state: 'finished', objects: nothing, bytes: nothing, seconds_left: null }, 'Nothing was new.'],
    [
      { ...run, state: 'failed', rows: { per_second: null }, seconds_left: null },
      '3 of 8 objects, 141 MB of 376 MB.',
    ],
  ] as const)('%#', (given, text) => expect(plain(progressInWords(given))).toBe(text))

  it('has no share once all is done', () => {
    expect(doneInWords({ planned: 8, done: 8 })).toBe('8')
  })
})

it('refused rows are named by their reason', () => {
  expect(refusedInWords([])).toBe('None')
  const refused = [
    { reason: 'no-time', count: 1204 },
    { reason: 'some-new-reason', count: 3 },
  ]
  expect(plain(refusedInWords(refused))).toBe('1 204 without a time, 3 some-new-reason')
})

it.each([
  ['15 * * * *', 'Every hour, at a quarter past'],
  [null, 'Only when asked'],
  ['30 4 * * 1-5', 'At 30 4 * * 1-5 (cron, UTC)'],
])('the schedule %s is "%s"', (schedule, text) => expect(scheduleInWords(schedule)).toBe(text))

it.each([
  [null, '–'],
  [-20, '0 s'],
  [93_600, '1 day'],
])('%s seconds behind are "%s"', (seconds, text) => expect(latenessInWords(seconds)).toBe(text))

it.each([
  ['event_date=2026-01-03', '2026-01-03'],
  ['exports/part-0.parquet', 'exports/part-0.parquet'],
])('%s is %s', (name, text) => expect(dayInWords(name)).toBe(text))

it('a source counts as live, quiet or failing beside the platforms, and not while it is paused', () => {
  expect(SOURCE_HEALTH).toMatchObject({
    works: 'live',
    late: 'quiet',
    failing: 'failing',
    paused: 'never-seen',
  })
})
