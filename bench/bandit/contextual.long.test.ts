import { expect, it } from 'vitest'
import { CONTEXTUAL_OURS, CONTEXTUAL_REFERENCE, contextualPlayers } from './contextual-players.ts'
import { contextualGames } from './contextual-worlds.ts'
import { playable } from './run.ts'

it('loses less than the reference method in the same worlds by learning from all cells together', () => {
  const games = contextualGames().filter(({ name }) => name.startsWith('E8 moderate'))
  const group = playable({ name: 'test', games, contestants: contextualPlayers, own: [] })
  for (const { name: game } of games) {
    const lost = (name: string) => group.play(game, name, [1]).lost[0] ?? Number.NaN
    const reference = lost(CONTEXTUAL_REFERENCE)
    expect(lost(CONTEXTUAL_OURS)).toBeLessThan(0.8 * reference)
    expect(reference).toBeLessThan(lost('uniform'))
  }
})
