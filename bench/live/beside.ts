import { setTimeout as wait } from 'node:timers/promises'
import { type Connection, connect } from '../connection.ts'
import type { Run } from '../load.ts'
import { callsOf, customEvents, generate, post } from '../scenarios.ts'
import { type Account, ADMIN_KEY, setUp } from '../setup.ts'
import { percentile } from '../spread.ts'
import { countBacklog } from '../stored.ts'
import { brazeCallsOf } from './braze.ts'
import { choose, type Scene, sendAll, sendSteadily } from './scene.ts'

/** What others feel while a backlog of Braze's batches is read. */
export interface Beside {
  readonly flood: Run
  /** Single calls of the same organisation. */
  readonly door: Run
  readonly choices: Run
  /** From the answer to an event of another organisation until its results show it, in seconds, sorted. */
  readonly counted: Float64Array
  readonly backlogSeconds: number
}

const LOOK_EVERY_MS = 50
const PAUSE_MS = 500
const STEADY = 10

export async function measureBeside(scene: Scene, events: number): Promise<Beside> {
  const { account, engine, server } = scene
  const messages = events / 4
  await choose(scene, messages)
  const other = await setUp(server.url, ADMIN_KEY, 'other')
  const connection = await connect(server.port)
  for (let at = 0; at < 5; at++) await untilCounted(scene, other, connection, `warm-${at}`)
  const braze = brazeCallsOf(account, messages)
  const startedAt = performance.now()
  const flood = await sendAll(server, engine, braze, braze.count)
  let isOver = false
  const counted: number[] = []
  const neighbour = (async () => {
    for (let at = 0; !isOver; at++) {
      counted.push(await untilCounted(scene, other, connection, `counted-${at}`))
      await wait(PAUSE_MS)
    }
  })()
  const rounds: [Run, Run][] = []
  while (!isOver) {
    rounds.push(
      await Promise.all([
        sendSteadily(server, callsOf(customEvents, account, `single-${rounds.length}`), STEADY, 5),
        sendSteadily(server, callsOf(generate, account, `beside-${rounds.length}`), STEADY, 5),
      ]),
    )
    // Some single calls always wait.
    isOver = (await countBacklog(server)) < STEADY
  }
  const backlogSeconds = (performance.now() - startedAt) / 1000
  await neighbour
  connection.close()
  return {
    ...{ flood, backlogSeconds, counted: Float64Array.from(counted).sort() },
    ...{ door: worst(rounds.map(([door]) => door)), choices: worst(rounds.map(([, choices]) => choices)) },
  }
}

/** A choice, its click, and looks at the results until they have it. */
async function untilCounted(
  { server }: Scene,
  { org, template, serveKey, ingestKey }: Account,
  connection: Connection,
  trackingId: string,
): Promise<number> {
  const before = await clicks(server.url, org, template)
  const choice = {
    template_id: template,
    user_id: trackingId,
    tracking_id: trackingId,
    fields: {},
    attrs: {},
  }
  await connection.send(post(`/api/generate/${org}`, `X-Api-Key: ${serveKey}\r\n`, JSON.stringify(choice)))
  const event = { event: 'email_clicked', event_id: trackingId, tracking_id: trackingId }
  await connection.send(
    post(`/api/webhook/events/${org}`, `X-Api-Key: ${ingestKey}\r\n`, JSON.stringify(event)),
  )
  const answeredAt = performance.now()
  while ((await clicks(server.url, org, template)) === before) await wait(LOOK_EVERY_MS)
  return (performance.now() - answeredAt) / 1000
}

async function clicks(url: string, org: string, template: string): Promise<number> {
  const reply = await fetch(`${url}/api/v1/orgs/${org}/templates/${template}/results`, {
    headers: { 'x-api-key': ADMIN_KEY },
  })
  const results = (await reply.json()) as Record<'control' | 'treatment' | 'fallback', { clicks: number }>
  return results.control.clicks + results.treatment.clicks + results.fallback.clicks
}

/** All rounds as one: their calls, and the worst of each percentile. */
function worst(runs: readonly Run[]): Run {
  const most = (of: (run: Run) => number) => Math.max(...runs.map(of))
  const faults: Record<string, number> = {}
  for (const run of runs)
    for (const [fault, count] of Object.entries(run.faults)) faults[fault] = (faults[fault] ?? 0) + count
  return {
    ...{ answered: runs.reduce((sum, { answered }) => sum + answered, 0), faults, perSecond: STEADY },
    ...{ p50: percentile(Float64Array.from(runs.map(({ p50 }) => p50)).sort(), 0.5) },
    ...{ p90: most(({ p90 }) => p90), p99: most(({ p99 }) => p99), max: most(({ max }) => max) },
  }
}
