import { setTimeout as wait } from 'node:timers/promises'
import { usedSoFar } from '../measure.ts'
import { callsOf, customerio } from '../scenarios.ts'
import { startServer } from '../server.ts'
import { countBacklog } from '../stored.ts'
import { countProcessed } from './counted.ts'
import { choose, type Scene, sendAll } from './scene.ts'

/** The rate of a part of a backlog. */
export interface Tenth {
  readonly perSecond: number
  /** Server and database, in microseconds for each call. */
  readonly cpu: number
}

const TENTHS = 10
const LOOK_EVERY_MS = 500
const REPORTS = 4

/** Stores calls while nobody reads them, and reads them all. */
export async function measureTenths(
  scene: Scene,
  backlog: number,
  say: (text: string) => void,
): Promise<readonly Tenth[]> {
  const { engine, account, env } = scene
  await choose(scene, backlog / REPORTS)
  await scene.server.stop()
  const door = await startServer('parley-door-only', env)
  const { faults } = await sendAll(door, engine, callsOf(customerio, account, 'backlog'), backlog)
  say(`${await countBacklog(door)} calls stored; refused: ${JSON.stringify(faults)}`)
  await door.stop()
  const server = await startServer('parley', env)
  const tenths: Tenth[] = []
  let from = { processed: 0, atMs: performance.now(), used: usedSoFar(server, engine) }
  while (tenths.length < TENTHS) {
    await wait(LOOK_EVERY_MS)
    const processed = await countProcessed(server)
    if (processed < ((tenths.length + 1) * backlog) / TENTHS) continue
    const to = { processed, atMs: performance.now(), used: usedSoFar(server, engine) }
    const calls = to.processed - from.processed
    const seconds =
      to.used.serverSeconds - from.used.serverSeconds + to.used.databaseSeconds - from.used.databaseSeconds
    tenths.push({ perSecond: (calls * 1000) / (to.atMs - from.atMs), cpu: (seconds * 1e6) / calls })
    say(
      `tenth ${tenths.length}: ${tenths.at(-1)?.perSecond.toFixed(0)} calls/s, ${tenths.at(-1)?.cpu.toFixed(0)} µs`,
    )
    from = to
  }
  await server.stop()
  return tenths
}
