import { setTimeout as wait } from 'node:timers/promises'
import { type Connection, connect } from '../connection.ts'
import { runClosedLoop } from '../load.ts'
import { callsOf, customerio, generate } from '../scenarios.ts'
import { ADMIN_KEY } from '../setup.ts'
import { countBacklog, storedDecisions } from '../stored.ts'
import { measureTakeOver, untilKnown } from './changes.ts'
import { type Installation, serverOf } from './installation.ts'

export interface Plan {
  readonly rounds: number
  readonly seconds: number
  readonly keys: number
}

/** The figures of one number of processes. */
export interface Figures {
  readonly choices: readonly { readonly perSecond: number; readonly p50: number; readonly p99: number }[]
  /** Events a second, from the first call until none waited. */
  readonly processed: number
  /** What is wrong; empty when nothing is. */
  readonly mistakes: readonly string[]
  /** Until every process uses a changed configuration, in milliseconds. */
  readonly knownMs: number
  /** From the death of a worker until an event is processed that arrived afterwards, in milliseconds. */
  readonly takenOverMs: number | undefined
}

const CONNECTIONS = 64
const LOOK_EVERY_MS = 50
const KNOWN_MAX_MS = 5_000
const TAKEN_OVER_MAX_MS = 10_000
const GIVE_UP_MS = 60_000

export async function measure(at: Installation, { rounds, seconds, keys }: Plan): Promise<Figures> {
  await untilKnown(at)
  const connections = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, number) => connect(serverOf(at.servers, number).port)),
  )
  await runClosedLoop(connections, callsOf(generate, at.account, 'warm-up'), 2 * seconds)
  const before = await storedDecisions(serverOf(at.servers), at.account, ADMIN_KEY)
  const runs = []
  for (let round = 0; round < rounds; round++)
    runs.push(await runClosedLoop(connections, callsOf(generate, at.account, `round-${round}`), seconds))
  const answered = runs.reduce((sum, run) => sum + run.answered, 0)
  const stored = (await storedDecisions(serverOf(at.servers), at.account, ADMIN_KEY)) - before
  const differing = await countDiffering(at, keys)
  const events = await measureEvents(at, connections, seconds)
  const knownMs = await untilKnown(at)
  const takenOverMs = at.workers.length > 1 ? await measureTakeOver(at, connections) : undefined
  for (const connection of connections) connection.close()
  const faults = runs.flatMap(run =>
    Object.entries(run.faults).map(([what, count]) => `${count} times ${what}`),
  )
  return {
    choices: runs,
    ...events,
    knownMs,
    takenOverMs,
    mistakes: [
      ...faults,
      ...(stored === answered ? [] : [`${answered} choices were answered, ${stored} are in the results`]),
      ...(differing === 0 ? [] : [`${differing} of ${keys} message keys got more than one choice`]),
      ...(knownMs <= KNOWN_MAX_MS ? [] : [`a change was in use everywhere after ${knownMs.toFixed()} ms`]),
      ...((takenOverMs ?? 0) <= TAKEN_OVER_MAX_MS
        ? []
        : [`work was taken over after ${takenOverMs?.toFixed()} ms`]),
    ],
  }
}

/** Asks all processes for the same messages at the same moment. */
async function countDiffering({ account, servers }: Installation, keys: number): Promise<number> {
  const connections = await Promise.all(servers.map(({ port }) => connect(port)))
  let differing = 0
  for (let key = 0; key < keys; key++) {
    const call = generate.call(account, key, 'shared')
    const replies = await Promise.all(connections.map(connection => connection.send(call)))
    const decisions = replies.map(({ body }) => (JSON.parse(body) as { decision_id: string }).decision_id)
    if (new Set(decisions).size !== 1) differing++
  }
  for (const connection of connections) connection.close()
  return differing
}

async function measureEvents(at: Installation, connections: readonly Connection[], seconds: number) {
  const startedAt = performance.now()
  const run = await runClosedLoop(connections.slice(0, 8), callsOf(customerio, at.account, 'events'), seconds)
  await untilProcessed(at)
  return { processed: (run.answered * 1000) / (performance.now() - startedAt) }
}

async function untilProcessed({ servers }: Installation): Promise<void> {
  for (const until = performance.now() + GIVE_UP_MS; performance.now() < until; await wait(LOOK_EVERY_MS))
    if ((await countBacklog(serverOf(servers))) === 0) return
  throw new Error('The backlog was not worked off.')
}
