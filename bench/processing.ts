import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from './engine.ts'
import { runOpenLoop } from './load.ts'
import { measure, type Sample, usedSoFar, watchMemory } from './measure.ts'
import { callsOf, type Scenario } from './scenarios.ts'
import type { Server } from './server.ts'
import type { Account } from './setup.ts'
import { countBacklog, countOf } from './stored.ts'

/** Webhook calls that are received and processed at the same time, by the server as shipped. */
export interface Live {
  readonly scenario: Scenario['name']
  readonly perSecond: number
  /** The answers to calls while the worker was working. */
  readonly door: Sample
  /** From the last answer until no call waited any more, in seconds; null if the time limit was reached. */
  readonly behindSeconds: number | null
  /** Server and database, receiving and processing, in microseconds for each event. */
  readonly cpuPerEvent: number
}

/** The processing of a backlog. */
export interface Drain {
  readonly backlog: number
  readonly processed: number
  readonly perSecond: number
  /** Server and database, processing only, in microseconds for each event. */
  readonly cpuPerEvent: number
  /** The maximum of the server's resident memory, in MB. */
  readonly memory: number
}

const PROCESSED = 'parley_inbound_processed_total'
const LOOK_EVERY_MS = 250

export interface LivePlan {
  readonly perSecond: number
  readonly seconds: number
  /** The time limit for the worker after the last call. */
  readonly catchUpSecondsMax: number
}

export async function measureLive(
  scenario: Scenario,
  account: Account,
  server: Server,
  engine: Engine,
  { perSecond, seconds, catchUpSecondsMax }: LivePlan,
): Promise<Live> {
  const calls = callsOf(scenario, account, 'live')
  const before = usedSoFar(server, engine)
  const door = await measure(server, engine, connections =>
    runOpenLoop(connections, calls, perSecond, seconds),
  )
  const answeredAt = performance.now()
  const secondsSince = () => (performance.now() - answeredAt) / 1000
  let left = await countBacklog(server)
  while (left > 0 && secondsSince() < catchUpSecondsMax) {
    await wait(LOOK_EVERY_MS)
    left = await countBacklog(server)
  }
  return {
    scenario: scenario.name,
    perSecond,
    door,
    behindSeconds: left > 0 ? null : secondsSince(),
    cpuPerEvent: cpuSince(before, server, engine) / door.answered,
  }
}

/** @param secondsMax the maximum duration; the rest of the backlog is left */
export async function measureDrain(server: Server, engine: Engine, secondsMax: number): Promise<Drain> {
  const [backlog, processedBefore] = [await countBacklog(server), await countOf(server, PROCESSED)]
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
