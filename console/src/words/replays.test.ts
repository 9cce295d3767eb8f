import { expect, it } from 'vitest'
import { replayInWords } from './replays.ts'

it.each([
  [{ from: '2026-03-01' }, 'Calls since 2026-03-01'],
  [
    { platform: 'cio', from: '2026-03-01T10:00:00Z', to: '2026-03-02' },
    'Calls of cio since 2026-03-01 10:00 until 2026-03-02',
  ],
  [{ ids: ['a'] }, 'One call'],
  [{ ids: ['a', 'b'] }, '2 calls'],
  [
    { event: 'visit', outcome: 'unmatched', type: 'custom', reason: 'x' },
    'Calls with the event visit read as custom with the outcome unmatched with the reason x',
  ],
])('%j: %s', (filter, words) => {
  expect(replayInWords(filter)).toBe(words)
})
