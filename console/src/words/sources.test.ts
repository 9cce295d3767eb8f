import { expect, it } from 'vitest'
import { sourcesInWords } from './sources.ts'

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
