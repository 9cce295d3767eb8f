import { describe, expect, it } from 'vitest'
import { exportInWords, exportRunInWords, exportStatus } from './exports.ts'

const run = (state: 'queued' | 'running' | 'finished' | 'failed', planned = 3, done = 1) => ({
  ...{ state, planned_days: planned, days: Array.from({ length: done }) },
})
const of = (given: object = {}) => ({
  ...{ paused: false, days: { exported: 60, due: 0 }, last_run: run('finished') },
  ...given,
})

describe('how the daily export does', () => {
  it.each([
    [{ last_run: null }, 'Not run yet'],
    [{}, 'Working'],
    [{ last_run: run('failed') }, 'Failing'],
    [{ paused: true, last_run: run('failed') }, 'Paused'],
    [{ paused: true, last_run: run('running') }, 'Running'],
  ])('%j is "%s"', (given, text) => expect(exportStatus(of(given)).text).toBe(text))

  it.each([
    [{}, '60 days are exported.'],
    [{ days: { exported: 60, due: 1 } }, '60 days are exported, one waits for the next run.'],
    [{ days: { exported: 1, due: 2 } }, 'One day is exported, 2 wait for the next run.'],
    [{ days: { exported: 0, due: 4 } }, 'No day is exported yet: 4 wait for the next run.'],
    [{ days: { exported: 0, due: 4 }, paused: true }, 'No day is exported yet: 4 wait until you resume.'],
    [{ days: { exported: 0, due: 0 } }, 'No day is over yet.'],
  ])('%j is "%s"', (given, text) => expect(exportInWords(of(given))).toBe(text))
})

it.each([
  [run('queued', 0, 0), 'It waits for its turn.'],
  [run('running'), '1 of 3 days.'],
  [run('finished', 0, 0), 'Nothing had changed.'],
  [run('failed', 1, 0), '0 of 1 day.'],
])('%#: the progress of a run', (given, text) => expect(exportRunInWords(given)).toBe(text))
