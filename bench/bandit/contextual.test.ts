import { expect, it } from 'vitest'
import { CONTEXTUAL_OURS, CONTEXTUAL_REFERENCE, contextualPlayers } from './contextual-players.ts'
import { contextualGames } from './contextual-worlds.ts'
import { runPaired } from './run.ts'

it('loses less by learning from all cells together than the reference shape does, in the same worlds', () => {
  const asked = contextualPlayers.filter(({ name }) =>
    ['uniform', CONTEXTUAL_OURS, CONTEXTUAL_REFERENCE].includes(name),
  )
  for (const game of contextualGames().filter(({ name }) => name.startsWith('E8 moderate'))) {
    const { losses } = runPaired(game, asked, [1])
    const lost = (name: string) => losses.get(name)?.[0] ?? Number.NaN
    expect(lost(CONTEXTUAL_OURS)).toBeLessThan(0.8 * lost(CONTEXTUAL_REFERENCE))
    expect(lost(CONTEXTUAL_REFERENCE)).toBeLessThan(lost('uniform'))
  }
})
