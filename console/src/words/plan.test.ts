import { expect, it } from 'vitest'
import { decidedInWords, gainInWords, planInWords, wrongInWords } from './plan.ts'

const answer = (change: object = {}) => ({
  plan: { messages_per_day: 5000, horizon_days: 60, worlds: 200 },
  verdict: { days: { early: 12, median: 19, likely: 30, late: 41 }, decided: 0.97, wrong: 0.03 },
  gain: { mean: 412, interval: [300, 520] },
  ...change,
})
const plain = (text: string) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-')
const never = (decided: number) => ({
  verdict: { days: { early: null, median: null, likely: null, late: null }, decided, wrong: 0 },
})

it.each([
  [answer(), 'About 19 days (12 to 41) at 5 000 a day'],
  [
    answer({
      verdict: { days: { early: 12, median: 19, likely: null, late: null }, decided: 0.7, wrong: 0 },
    }),
    'About 19 days (12 to over 60) at 5 000 a day',
  ],
  [answer(never(0.3)), '30 % of launches have a verdict within 60 days at 5 000 a day'],
  [answer(never(0)), 'No verdict within 60 days at 5 000 a day'],
])('%#: the sentence', (given, text) => {
  expect(plain(planInWords(given))).toBe(text)
})

it('says how many launches have a verdict in the end', () => {
  const by_day = [{ decided: 0.2 }, { decided: 0.97 }]
  expect(plain(decidedInWords({ ...answer(), by_day }))).toBe(
    'By day 60, 97 % of the launches have a verdict; half of them by day 19, four of five by day 30: a power of 80 %.',
  )
  expect(plain(decidedInWords({ ...answer(), ...never(0), by_day: [{ decided: 0 }] }))).toBe(
    'By day 60, 0 % of the launches have a verdict.',
  )
})

it('says how often it is wrong, and what learning brings', () => {
  expect(wrongInWords(answer())).toBe('wrong in 3 of 100')
  expect(wrongInWords(answer(never(0)))).toBe('wrong in none of 200 launches')
  const rare = { verdict: { days: { early: 1, median: 1, likely: 1, late: 1 }, decided: 1, wrong: 0.004 } }
  expect(wrongInWords(answer(rare))).toBe('wrong in less than 1 of 100')
  expect(plain(gainInWords(answer()))).toBe('412 more successes than with an even split in 60 days')
  expect(plain(gainInWords(answer({ gain: { mean: -400, interval: [-500, -300] } })))).toBe(
    '400 fewer successes than with an even split in 60 days',
  )
  expect(plain(gainInWords(answer({ gain: { mean: 1, interval: [-20, 22] } })))).toBe(
    'No clear gain from learning: between -20 and 22 successes in 60 days',
  )
})
