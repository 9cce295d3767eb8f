import { expect, it } from 'vitest'
import { estimatesInWords, ownTimeInWords } from './estimates.ts'

const compared = (since: string | null) => ({ messages: 900, estimate: 0.2, interval: [0.1, 0.3], since })
const MONDAY = '2026-03-02T00:00:00.000Z'
const LATER = '2026-03-12T06:00:00.000Z'

const row = (estimate_since: string | null, shared: string | null | undefined) => ({
  ...{ estimate_since, compared: shared === undefined ? null : compared(shared) },
})
type Read = Parameters<typeof estimatesInWords>[0]
const read = (...variants: ReturnType<typeof row>[]) => ({
  variants: variants as unknown as Read['variants'],
})

it('says that all are over the time that they share', () => {
  const together = read(row(MONDAY, MONDAY), row(MONDAY, MONDAY))
  expect(estimatesInWords(together, 'UTC')).toBe('Estimate: the mean if every message had had that wording.')
  const apart = read(row(MONDAY, LATER), row(LATER, LATER))
  expect(estimatesInWords(apart, 'UTC')).toMatch(/since the last of them began, 12 Mar 2026\.$/)
  for (const wording of apart.variants) expect(ownTimeInWords(wording, apart, 'UTC')).toBeNull()
})

it('says which are over other days, so that nobody compares them', () => {
  const archived = row(MONDAY, undefined)
  const own = 'over its own days, from 2 Mar 2026: no comparison'
  expect(ownTimeInWords(archived, read(row(MONDAY, MONDAY), archived), 'UTC')).toBe(own)
  // While there is no time that all share.
  const waiting = read(row(MONDAY, undefined), row(LATER, undefined), row(null, undefined))
  expect(waiting.variants.map(each => ownTimeInWords(each, waiting, 'UTC'))).toEqual([
    null,
    'over its own days, from 12 Mar 2026: no comparison',
    null,
  ])
})
