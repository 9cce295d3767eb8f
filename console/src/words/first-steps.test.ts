import { expect, it } from 'vitest'
import { progressInWords } from './first-steps.ts'

it.each([
  [0, '7 steps, in any order'],
  [3, '3 of 7 done'],
  [7, 'All done'],
])('%i done: %s', (done, text) => expect(progressInWords(done, 7)).toBe(text))
