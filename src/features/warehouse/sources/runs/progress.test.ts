import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTracker } from './progress.ts'
import { NO_PROGRESS } from './run.ts'

const START = new Date('2026-03-02T09:00:00Z')
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000)
const partition = (name: string, bytes: number) => ({ name, objects: 1, bytes })
const result = (added: number, more: object = {}) => ({
  ...{
    files: [],
    rows: added,
    former: 0,
    added,
    gone: 0,
    runs: 0,
    otherDay: 0,
    names: [],
    columns: [],
    firstUs: null,
    lastUs: null,
  },
  ...more,
})

it('says how much is done, how fast, and how long the rest takes', () => {
  const tracker = createTracker(NO_PROGRESS, START)
  tracker.plan({ due: [partition('a', 100), partition('b', 300)], days: ['2026-03-01', '2026-03-02'] })
  expect(tracker.progress(after(1))).toMatchObject({ seconds_left: null, objects: { planned: 2, done: 0 } })
  tracker.fetched(100)
  const first = result(1_000, { firstUs: 1e15, lastUs: 2e15, files: [fileWith('no-time', 3)] })
  tracker.read(first)
  tracker.counted(500, 0)
  expect(tracker.progress(after(10))).toMatchObject({
    rows: { added: 500, per_second: 50 },
    seconds_left: 70,
  })
  tracker.counted(500, 0)
  const applied = new Map([
    ['counted', 990],
    ['rejected', 10],
  ])
  expect(tracker.ended({ name: 'a', state: 'loaded', result: first, applied })).toEqual({
    ...{ name: 'a', state: 'loaded', rows: 1_000, added: 1_000, withdrawn: 0, reason: null },
  })
  expect(tracker.ended({ name: 'c', state: 'unchanged' })).toBeUndefined()
  expect(tracker.progress(after(20))).toMatchObject({
    ...{ objects: { planned: 2, done: 1 }, bytes: { planned: 400, done: 100 }, unchanged: 1 },
    rows: { read: 1_000, added: 1_000, refused: { 'no-time': 3, rejected: 10 }, per_second: 50 },
    ...{ seconds_left: 60, days_covered: { first: '2026-03-01', last: '2026-03-02' } },
    ...{ first_event_at: '2001-09-09T01:46:40.000Z', last_event_at: '2033-05-18T03:33:20.000Z' },
  })
})

const fileWith = (reason: string, count: number) => ({
  ...{ name: 'f', rows: 1_003, fault: null, refused: [{ reason, count, rows: [] }] },
})

it('goes on where the process before has ended, and never has more done than planned', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 6 })
  fc.assert(
    fc.property(sizes, sizes, (before, later) => {
      const first = createTracker(NO_PROGRESS, START)
      first.plan({ due: before.map((bytes, at) => partition(String(at), bytes)), days: [] })
      for (const bytes of before.slice(1)) first.fetched(bytes)
      first.counted(before.length, 0)
      const second = createTracker(first.progress(after(5)), after(9))
      second.plan({ due: later.map((bytes, at) => partition(String(at), bytes)), days: [] })
      for (const bytes of later) second.fetched(bytes)
      const { objects, bytes, rows } = second.progress(after(10))
      expect(objects.done).toBe(objects.planned)
      expect(bytes.done).toBe(bytes.planned)
      expect(rows.added).toBe(before.length)
    }),
  )
})
