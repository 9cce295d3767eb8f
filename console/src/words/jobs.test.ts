import { expect, it } from 'vitest'
import { jobInWords } from './jobs.ts'

const AT = '2026-03-02T09:00:00.000Z'
const after = (seconds: number) => Date.parse(AT) + seconds * 1000

it.each([
  ['running', 0, 5, '0 of 1 204 deliveries queued again.'],
  ['running', 500, 10, '500 of 1 204 deliveries queued again, 50 a second, 10 s to 21 s left.'],
  ['finished', 1204, 30, 'Done: 1 204 deliveries are queued again.'],
  ['canceled', 500, 30, 'Cancelled: 500 deliveries were queued again before.'],
  ['failed', 500, 30, 'Failed after 500 deliveries. The log says why.'],
] as const)('%s after %i: %#', (state, done, seconds, text) => {
  const job = {
    state,
    done,
    total: 1204,
    failure: state === 'failed' ? 'The log says why.' : null,
    created_at: AT,
  }
  expect(
    jobInWords(job, { unit: 'deliveries', verb: 'queued again' }, after(seconds)).replaceAll('\u202f', ' '),
  ).toBe(text)
})
