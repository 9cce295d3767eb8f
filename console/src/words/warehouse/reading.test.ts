import { describe, expect, it } from 'vitest'
import {
  columnInWords,
  dayInWords,
  doneInWords,
  heldInWords,
  latenessInWords,
  progressInWords,
  refusedInWords,
  SOURCE_HEALTH,
} from './reading.ts'

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

it.each([
  [{ name: 'event_name', use: 'mapped', field: 'event_name' }, 'Under its own name.'],
  [{ name: 'sent_at', use: 'mapped', field: 'event_timestamp' }, 'As event_timestamp.'],
  [{ name: 'plan', use: 'property', field: null }, 'As a property of the event.'],
  [{ name: 'plan', use: 'ignored', field: null }, 'To keep it, name it under Other columns in the settings.'],
  [
    { name: 'sent_at', use: 'missing', field: 'event_timestamp' },
    'Files without it cannot be read. Add it to the export, or say its name in the settings.',
  ],
  [
    { name: 'email', use: 'missing', field: 'email' },
    'Nothing is lost if the export never had it. If it has another name, say so in the settings.',
  ],
] as const)('a column is told as it was used: %#', (column, text) => expect(columnInWords(column)).toBe(text))

it.each([
  ['shrunken: the export has 12 rows.', 'shrunken: the export has 12 rows.'],
  [
    'no-choice: webhooks report these too, so they would count twice: open (last on 2026-01-03). Say which counts: PUT /api/v1/orgs/acme/channels chooses.',
    'webhooks report these too, so they would count twice: open (last on 2026-01-03). Choose for each which counts. The next run takes the day.',
  ],
])('%s is told in words', (reason, text) => expect(heldInWords(reason)).toBe(text))
