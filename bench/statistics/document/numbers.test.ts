import { expect, it } from 'vitest'
import { ALLOCATION } from './allocation.ts'
import { type Claim, find, isRounded, PAGE } from './claim.ts'
import { CONTEXT } from './context.ts'
import { GROUPS } from './groups.ts'
import { MONEY } from './money.ts'
import { PAGE_AND_ADVICE } from './page-and-advice.ts'
import { PEOPLE } from './people.ts'
import { POLICIES } from './policies.ts'
import { PROBABILITIES } from './probabilities.ts'
import { SIMULATED } from './simulated.ts'

const CLAIMS: readonly Claim[] = [
  ...GROUPS,
  ...PEOPLE,
  ...PROBABILITIES,
  ...MONEY,
  ...PAGE_AND_ADVICE,
  ...ALLOCATION,
  ...POLICIES,
  ...CONTEXT,
  ...SIMULATED,
]
const titleOf = (claim: Claim): string => ('by' in claim ? claim.from : claim.says).slice(0, 90)

it.each(CLAIMS.map(claim => [titleOf(claim), claim] as const))('%s', (_title, claim) => {
  const found = find(claim)
  expect(found).toBeDefined()
  if ('by' in claim) {
    const recorded = PAGE.slice(found?.from, found?.until)
    for (const name of claim.names ?? []) expect(recorded).toContain(name)
    return
  }
  const values = claim.are()
  const printed = found?.printed ?? []
  expect(values).toHaveLength(printed.length)
  expect(printed.filter((text, at) => !isRounded(values[at], text)).map(text => [text, values])).toEqual([])
})

// Not figures: addresses, code and formulas, references to sections and benches, years of publications, and the one in
// symbols such as 1/e.
const NO_FIGURES = [
  /https?:\/\/\S+/g,
  /`[^`]*`/g,
  /\b[Ss]ections? \d+[a.\d]*(?:(?:, | and | to )\d+a?)*/g,
  /#+ \d+[a-c]?\. /g,
  /\bE\d+\b/g,
  /\b(?:18|19|20)\d\d\b/g,
  /1 ?[/-] ?(?=[\p{L}(√])|\+ 1\)/gu,
]

it('every number of the document is computed, or is the recorded figure of a bench', () => {
  const left = [...PAGE]
  const blank = (from: number, until: number) => left.fill(' ', from, until)
  for (const claim of CLAIMS) {
    const { from = 0, until = 0 } = find(claim) ?? {}
    blank(from, until)
  }
  const unclaimed = NO_FIGURES.reduce((text, pattern) => text.replace(pattern, ' '), left.join(''))
  const numbers = [...unclaimed.matchAll(/\d[\d,.]*/g)].map(({ index }) =>
    unclaimed.slice(Math.max(0, index - 60), index + 40).replace(/ +/g, ' '),
  )
  expect(numbers).toEqual([])
})
