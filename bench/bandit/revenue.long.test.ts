import { expect, it } from 'vitest'
import { FORGETTING_PLAYERS } from './forgetting-players.ts'
import { REVENUE_PLAYERS } from './revenue-players.ts'
import { revenueGames } from './revenue-worlds.ts'
import { type Contestant, type Game, playable } from './run.ts'
import { driftGames } from './worlds.ts'

const SEEDS = [1001, 1002, 1003, 1004]

/** What each of the named lost in all worlds together, over what the even split lost. */
function losses<Player>(
  games: readonly Game<Player>[],
  name: string,
  contestants: readonly Contestant<Player>[],
  ...names: readonly string[]
): readonly number[] {
  const game = games.find(other => other.name === name)
  if (!game) throw new Error(`there is no world ${name}`)
  const group = playable({ name: 'test', games: [game], contestants, own: [] })
  const lost = (own: string) => group.play(name, own, SEEDS).lost.reduce((sum, loss) => sum + loss, 0)
  expect(lost('uniform')).toBeGreaterThan(0)
  return names.map(own => lost(own) / lost('uniform'))
}

it('earns more than a policy that looks at conversions alone when large orders are rare', () => {
  const [conversions = 0, ours = 1] = losses(
    revenueGames(),
    'E10 negative link',
    REVENUE_PLAYERS,
    'Thompson, conversions only',
    'ours',
  )
  expect(conversions).toBeGreaterThan(1)
  expect(ours).toBeLessThan(0.6)
})

it('follows variants that change places sooner when it forgets', () => {
  const [never = 0, weekly = 1] = losses(
    driftGames(),
    'E7 swap',
    FORGETTING_PLAYERS,
    'ours',
    'ours, half-life 7 d',
  )
  expect(weekly).toBeLessThan(0.8 * never)
})
