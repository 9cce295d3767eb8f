import { CONTEXTUAL_OURS, contextualPlayers } from './contextual-players.ts'
import { contextualGames, longContextualGames } from './contextual-worlds.ts'
import { FORGETTING_PLAYERS } from './forgetting-players.ts'
import { findPeers } from './peers/peers.ts'
import {
  epsilonGreedy,
  growthBook,
  inverseGap,
  ours,
  plainThompson,
  ucb1,
  uniform,
  waitForMaturity,
} from './players.ts'
import { REVENUE_PLAYERS } from './revenue-players.ts'
import { revenueGames } from './revenue-worlds.ts'
import { type Contestant, type PlayableGroup, playable } from './run.ts'
import { upworthyGroup } from './upworthy.ts'
import type { Player } from './world.ts'
import {
  blastGames,
  closeGames,
  conversionHistory,
  delayedGames,
  driftGames,
  forgettingGames,
  longBlastGames,
  longPromptGames,
  openHistory,
  promptGames,
} from './worlds.ts'

export interface GroupSettings {
  /** The quick form leaves out the longest games and the games that only explain our own settings. */
  readonly isFull: boolean
  readonly isTuning: boolean
  /** The file of the Upworthy Research Archive, if there is one. */
  readonly upworthy: string | undefined
  /** The number of its tests to use. */
  readonly testsMax: number
  /** The folder of peers/install.sh, if the peers should run. */
  readonly peers: string | undefined
}

const RULES: readonly Contestant<Player>[] = [
  uniform,
  ucb1,
  epsilonGreedy,
  plainThompson('Thompson', 0),
  plainThompson('Thompson + 0.1', 0.1),
  growthBook,
  inverseGap(1),
]

/** The default of a template: `adaptive`, with an even share of 2 %. */
const OURS = ours({ name: 'ours', epsilon: 0.02 })
const WITHOUT_FLOOR = ours({ name: 'ours, no floor', epsilon: 0 })

const EXPLAINING_SLOW = [ours({ name: 'ours, by the clock', epsilon: 0.02, trustsClock: true })]
const EXPLAINING_BLASTS = [
  ours({ name: 'ours, history x 1/2', epsilon: 0.02, history: openHistory(1 / 2) }),
  ours({ name: 'ours, history x 2', epsilon: 0.02, history: openHistory(2) }),
]

const isOurs = ({ name }: { readonly name: string }): boolean => name.startsWith('ours')
const isOther = (contestant: { readonly name: string }): boolean => !isOurs(contestant)

/** All games. Add a new kind of world here. */
export function groupsOf({
  isFull,
  isTuning,
  upworthy,
  testsMax,
  peers,
}: GroupSettings): readonly PlayableGroup[] {
  const inFull = <Item>(items: readonly Item[]) => (isFull ? items : [])
  return [
    playable<Player>({
      name: 'E1 to E4: answers at once',
      games: [...closeGames(), ...promptGames(), ...inFull(longPromptGames())],
      contestants: RULES,
      own: [OURS, ...inFull([WITHOUT_FLOOR])],
    }),
    playable<Player>({
      name: 'E5 and E12: answers within two weeks',
      games: delayedGames(),
      contestants: [...RULES, waitForMaturity],
      own: [
        OURS,
        ours({ name: 'ours, with history', epsilon: 0.02, history: conversionHistory }),
        ...inFull(EXPLAINING_SLOW),
      ],
    }),
    playable<Player>({
      name: 'E6: everything within an hour',
      games: [...blastGames(), ...inFull(longBlastGames())],
      contestants: [...RULES, waitForMaturity],
      own: [
        OURS,
        ours({ name: 'ours, with history', epsilon: 0.02, history: openHistory(1) }),
        ...inFull(EXPLAINING_BLASTS),
      ],
    }),
    playable<Player>({
      name: 'E7: rates that move',
      games: driftGames(),
      contestants: RULES,
      own: [OURS, ...inFull([WITHOUT_FLOOR])],
    }),
    playable({
      name: 'E7 again: what forgetting is for, and what it costs where nothing changes',
      games: forgettingGames(),
      contestants: FORGETTING_PLAYERS.filter(isOther),
      own: FORGETTING_PLAYERS.filter(isOurs),
    }),
    playable({
      name: 'E8 and E9: attributes matter',
      games: [...contextualGames(), ...inFull(longContextualGames())],
      contestants: contextualPlayers.filter(({ name }) => name !== CONTEXTUAL_OURS),
      own: contextualPlayers.filter(({ name }) => name === CONTEXTUAL_OURS),
    }),
    playable({
      name: 'E10: revenue',
      games: revenueGames(),
      contestants: REVENUE_PLAYERS.filter(isOther),
      own: REVENUE_PLAYERS.filter(isOurs),
    }),
    ...(upworthy === undefined ? [] : [upworthyGroup({ path: upworthy, testsMax, isTuning, own: [OURS] })]),
    ...(peers === undefined ? [] : [peerGroup(peers)]),
  ]
}

/** The peer libraries are slow, so they run only the shortest worlds, and few of them. */
function peerGroup(folder: string): PlayableGroup {
  const { contestants, missing } = findPeers(folder)
  const games = [...promptGames(), ...driftGames(), ...delayedGames()]
  return playable<Player>({
    name: 'Real peers, in some of the same worlds',
    games: games
      .filter(({ name }) => PEER_GAMES.includes(name))
      .map(game => ({ ...game, name: `${game.name}, peers` })),
    contestants: [uniform, plainThompson('Thompson', 0), inverseGap(1), ...contestants, OURS],
    own: [],
    seedsMax: 8,
    notes: missing.map(why => `left out: ${why}`),
  })
}

const PEER_GAMES: readonly string[] = ['E2 1e5', 'E4 0.1 %', 'E5 cold', 'E7 swap']
