import { describe, expect, it } from 'vitest'
import { TEMPLATE } from './template-settings.fixture.ts'
import { comparability, STATUS_CHANGES } from './template-settings.ts'

const same = { goal: 'click_rate', share: 0.1, method: 'internal_persistent' } as const

describe('what makes results hard to compare', () => {
  it.each([
    [same, []],
    [{ ...same, goal: 'revenue' }, [/computed for revenue/]],
    [{ ...same, share: 0.2 }, [/to control from now on/]],
    [{ ...same, method: 'internal_random', share: 0.2 }, [/to control/, /divided anew/]],
  ] as const)('%j', (after, sentences) => {
    const said = comparability(TEMPLATE, after)
    expect(said).toHaveLength(sentences.length)
    for (const [at, sentence] of sentences.entries()) expect(said[at]).toMatch(sentence)
  })
})

it('offers from each status what the server allows, and never shipping', () => {
  const offered = Object.fromEntries(
    Object.entries(STATUS_CHANGES).map(([status, changes]) => [status, changes.map(({ to }) => to)]),
  )
  expect(offered).toEqual({
    draft: ['active', 'archived'],
    active: ['archived'],
    shipped: ['active', 'archived'],
    archived: ['draft'],
  })
})
