import { expect, it } from 'vitest'
import { deciderInWords, figuresOf } from './advice.ts'

it('labels every figure that the reason does not name, and draws only shares', () => {
  const figures = figuresOf({
    chance_to_be_best: 0.004,
    messages: 3000.4,
    at_best: 0.12345,
    share: 0.25,
    new_one: 2,
  })
  expect(figures.map(({ label, text, share }) => [label, text.replaceAll('\u202f', ' '), share])).toEqual([
    ['Chance to be the best', '<1 %', 0.004],
    ['Messages', '3 000', undefined],
    ['Share of messages', '25.0 %', 0.25],
    ['new one', '2', undefined],
  ])
})

it.each([
  ['person', 'Jana', 'Jana'],
  ['setting', null, 'a setting'],
  ['person', null, 'somebody'],
])('%s %s decided: %s', (by, name, text) => {
  expect(deciderInWords(by, name)).toBe(text)
})
