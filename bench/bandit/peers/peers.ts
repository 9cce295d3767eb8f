// Bandit libraries by others, installed from their registries: see install.sh.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { matureCountsOf } from '../players.ts'
import type { Contestant } from '../run.ts'
import type { Known, Player } from '../world.ts'
import { hasPython, Python } from './python.ts'

export interface Peers {
  readonly contestants: readonly Contestant<Player>[]
  /** The missing libraries, with the reason. */
  readonly missing: readonly string[]
}

const PYTHON_PEERS = [
  'MABWiser Thompson',
  'MABWiser UCB1',
  'MABWiser epsilon-greedy',
  'Vowpal Wabbit bags',
  'Vowpal Wabbit SquareCB',
]

/** @param folder the folder of install.sh */
export function findPeers(folder: string): Peers {
  const contestants: Contestant<Player>[] = []
  const missing: string[] = []
  const evaluator = join(folder, EVALUATOR)
  if (existsSync(evaluator)) contestants.push(eppo(evaluator))
  else missing.push(`Eppo: there is no ${evaluator}`)
  if (!hasPython(folder)) return { contestants, missing: [...missing, `no Python in ${folder}`] }
  const python = new Python(folder)
  for (const name of PYTHON_PEERS) {
    const { missing: why } = python.ask({ start: name, seed: 1 })
    if (why === undefined) contestants.push(pythonPlayer(name, folder))
    else missing.push(`${name}: ${why}`)
  }
  python.close()
  return { contestants, missing }
}

/** One process for each thread and all worlds. It starts at its first use and ends with the thread. */
let shared: Python | undefined

function pythonPlayer(name: string, folder: string): Contestant<Player> {
  return {
    name,
    start(stream) {
      const told = new Map<number, { n: number; s: number }>()
      let isStarted = false
      return {
        weights(known) {
          shared ??= new Python(folder)
          if (!isStarted) shared.ask({ start: name, seed: Number(stream.split(' ').at(-1)) })
          isStarted = true
          const { weights } = shared.ask({ live: known.live, seen: newsOf(known, told) })
          if (!Array.isArray(weights)) throw new Error(`${name} gave no weights`)
          return weights.map(Number)
        },
      }
    },
  }
}

/**
 * The variant, messages and successes that are final. These libraries cannot withdraw an outcome, so they wait for
 * it.
 */
function newsOf(known: Known, told: Map<number, { n: number; s: number }>): readonly (readonly number[])[] {
  const counts = matureCountsOf(known)
  return known.live.map((variant, at) => {
    const { n, s } = counts[at] ?? { n: 0, s: 0 }
    const before = told.get(variant) ?? { n: 0, s: 0 }
    told.set(variant, { n, s })
    return [variant, n - before.n, s - before.s]
  })
}

const EVALUATOR = 'node_modules/@eppo/js-client-sdk-common/dist/bandit-evaluator.js'

interface EppoEvaluator {
  weighActions(
    scores: Readonly<Record<string, number>>,
    gamma: number,
    floor: number,
  ): Readonly<Record<string, number>>
}

/**
 * Eppo's own evaluator. Eppo trains its models in its warehouse, so the scores (rates, shrunk by ten messages) and γ
 * come from our `inverse gap`. The test is of Eppo's rule.
 */
const eppo = (path: string): Contestant<Player> => ({
  name: 'Eppo evaluator',
  start() {
    const { BanditEvaluator } = createRequire(import.meta.url)(resolve(path)) as {
      BanditEvaluator: new () => EppoEvaluator
    }
    const evaluator = new BanditEvaluator()
    return {
      weights(known) {
        const counts = known.live.map(variant => ({
          n: known.sends[variant] ?? 0,
          s: known.successes[variant] ?? 0,
        }))
        const total = counts.reduce((sum, { n }) => sum + n, 0)
        const pooled = (counts.reduce((sum, { s }) => sum + s, 0) + 1) / (total + 50)
        const scores = counts.map(({ n, s }, at) => [String(at), (s + 10 * pooled) / (n + 10)] as const)
        const gamma = Math.sqrt((counts.length * total) / pooled)
        const shares = evaluator.weighActions(Object.fromEntries(scores), gamma, 0)
        return counts.map((_, at) => shares[String(at)] ?? 0)
      },
    }
  },
})
