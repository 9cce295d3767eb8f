import { setTimeout as wait } from 'node:timers/promises'
import { usedSoFar } from '../measure.ts'
import { callsOf, customerio } from '../scenarios.ts'
import { startServer } from '../server.ts'
import { countBacklog } from '../stored.ts'
import { countProcessed } from './counted.ts'
import { choose, type Scene, sendAll } from './scene.ts'

const TENTHS = 10
const LOOK_EVERY_MS = 100
const REPORTS = 4

/** Stores calls while nobody reads them, reads them all, and says how fast each tenth was: server and database in µs a call. */
export async function measureTenths(
  scene: Scene,
  backlog: number,
  say: (text: string) => void,
): Promise<void> {
  const { engine, account, env } = scene
  await choose(scene, backlog / REPORTS)
  await scene.server.stop()
  const door = await startServer('parley-door-only', env)
  const { faults } = await sendAll(door, engine, callsOf(customerio, account, 'backlog'), backlog)
  say(`${await countBacklog(door)} calls stored; refused: ${JSON.stringify(faults)}`)
  await door.stop()
  const server = await startServer('parley', env)
  let from = { tenths: 0, processed: 0, atMs: performance.now(), used: usedSoFar(server, engine) }
  while (from.tenths < TENTHS) {
    await wait(LOOK_EVERY_MS)
    const processed = await countProcessed(server)
    const tenths = Math.floor((processed * TENTHS) / backlog)
    if (tenths <= from.tenths) continue
    const to = { tenths, processed, atMs: performance.now(), used: usedSoFar(server, engine) }
    const calls = to.processed - from.processed
    const seconds =
      to.used.serverSeconds - from.used.serverSeconds + to.used.databaseSeconds - from.used.databaseSeconds
    const perSecond = (calls * 1000) / (to.atMs - from.atMs)
    const cpu = (seconds * 1e6) / calls
    say(`to tenth ${tenths}: ${perSecond.toFixed(0)} calls/s, ${cpu.toFixed(0)} µs`)
    from = to
  }
  await server.stop()
}
