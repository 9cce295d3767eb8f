import { describe, expect, it } from 'vitest'
import { consequences, verdictOn, windowInWords } from './window.ts'

const DEFAULT = { offset: 3, lookback: 14 }

it.each([
  [1, 'too-early'],
  [2.99, 'too-early'],
  [3, 'counts'],
  [10, 'counts'],
  [14, 'counts'],
  [14.01, 'too-late'],
  [20, 'too-late'],
] as const)('a conversion on day %d: %s', (day, verdict) => {
  expect(verdictOn(day, DEFAULT)).toBe(verdict)
})

it.each([
  [DEFAULT, 'A conversion counts from 3 days until 14 days after its message.'],
  [{ offset: 0, lookback: 1 }, 'A conversion counts from the start until 1 day after its message.'],
  [{ offset: 0, lookback: 0.25 }, 'A conversion counts from the start until 0.25 days after its message.'],
  [{ offset: 5, lookback: 5 }, 'No conversion can count: the window ends before it begins.'],
])('%j reads as a sentence', (window, sentence) => {
  expect(windowInWords(window)).toBe(sentence)
})

describe('a change of the window', () => {
  it.each([
    [DEFAULT, DEFAULT, []],
    [DEFAULT, { offset: 0, lookback: 14 }, ['A conversion on day 1 did not count and will.']],
    [
      DEFAULT,
      { offset: 0, lookback: 5 },
      ['A conversion on day 1 did not count and will.', 'A conversion on day 10 counted and will not.'],
    ],
    [{ offset: 30, lookback: 60 }, { offset: 0.5, lookback: 0.8 }, []],
  ])('%j → %j', (before, after, sentences) => {
    expect(consequences(before, after)).toEqual(sentences)
  })
})
