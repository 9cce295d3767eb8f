import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { runOpenLoop } from './load.ts'
import { measure, type Sample, usedSoFar, watchMemory } from './measure.ts'
import { callsOf, type Scenario } from './scenarios.ts'
import type { Server } from './server.ts'
import type { Account } from './setup.ts'
import { countOf } from './stored.ts'

/** Webhook calls taken and processed at once, by the server as it is shipped. */
export interface Live {
  readonly scenario: Scenario['name']
  readonly perSecond: number
  /** How calls were answered while the worker worked. */
  readonly door: Sample
  /** From the last answer until nothing waited any more, in seconds. */
  readonly behindSeconds: number
  /** Server and database, door and processing, in microseconds an event. */
  readonly cpuPerEvent: number
}

/** A backlog, worked off. */
export interface Drain {
  readonly backlog: number
  readonly processed: number
  readonly perSecond: number
  /** Server and database, processing alone, in microseconds an event. */
  readonly cpuPerEvent: number
  /** The most that was seen of the server's resident memory, in MB. */
  readonly memory: number
}

const BACKLOG = 'parley_inbound_backlog'
const PROCESSED = 'parley_inbound_processed_total'
const LOOK_EVERY_MS = 250
const CATCH_UP_SECONDS_MAX = 30

/** @throws when the worker has not caught up half a minute after the last call */
export async function measureLive(
  scenario: Scenario,
  account: Account,
  server: Server,
  engine: Engine,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Live> {
  const calls = callsOf(scenario, account, 'live')
  const before = usedSoFar(server, engine)
  const door = await measure(server, engine, connections =>
    runOpenLoop(connections, calls, perSecond, seconds),
  )
  const answeredAt = performance.now()
  while ((await countOf(server, BACKLOG)) > 0) {
    if (performance.now() - answeredAt > CATCH_UP_SECONDS_MAX * 1000)
      throw new Error(`${scenario.name}: the worker does not keep up with ${perSecond} calls a second.`)
    await wait(LOOK_EVERY_MS)
  }
  const behindSeconds = (performance.now() - answeredAt) / 1000
  return {
    scenario: scenario.name,
    perSecond,
    door,
    behindSeconds,
    cpuPerEvent: cpuSince(before, server, engine) / door.answered,
  }
}

/** @param secondsMax how long to look at most; the rest of the backlog is left */
export async function measureDrain(server: Server, engine: Engine, secondsMax: number): Promise<Drain> {
  const [backlog, processedBefore] = [await countOf(server, BACKLOG), await countOf(server, PROCESSED)]
  const before = usedSoFar(server, engine)
  const watch = watchMemory(server.pid)
  const startedAt = performance.now()
  const endAt = startedAt + secondsMax * 1000
  let processed = 0
  while (processed < backlog && performance.now() < endAt) {
    await wait(LOOK_EVERY_MS)
    processed = (await countOf(server, PROCESSED)) - processedBefore
  }
  const seconds = (performance.now() - startedAt) / 1000
  return {
    backlog,
    processed,
    perSecond: processed / seconds,
    cpuPerEvent: cpuSince(before, server, engine) / processed,
    memory: watch.stop(),
  }
}

function cpuSince(before: ReturnType<typeof usedSoFar>, server: Server, engine: Engine): number {
  const after = usedSoFar(server, engine)
  return (after.serverSeconds - before.serverSeconds + after.databaseSeconds - before.databaseSeconds) * 1e6
}
