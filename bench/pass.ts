import { total } from '../src/lib/total.ts'
import { type Comparison, compare, type Plan } from './compare.ts'
import type { Engine } from './engine.ts'
import { killUnderLoad } from './kill.ts'
import { type Drain, type Live, type LivePlan, measureDrain, measureLive } from './processing.ts'
import { callsOf, customEvents, customerio, generate, type Scenario } from './scenarios.ts'
import { type Server, startServer } from './server.ts'
import { type Account, ADMIN_KEY, setUp } from './setup.ts'
import { countBacklog, storedByFloor, storedDecisions } from './stored.ts'

export interface PassPlan extends Plan {
  readonly live: LivePlan
  readonly drainSecondsMax: number
  readonly starts: number
}

/** The number of answered calls, and the number found after the server was killed during the load. */
export interface Kept {
  readonly what: string
  readonly answered: number
  readonly stored: number
}

/** All measurements on one engine. */
export interface Pass {
  readonly engine: Engine['name']
  readonly version: string
  readonly comparisons: readonly Comparison[]
  readonly live: readonly Live[]
  readonly drain: Drain
  readonly kept: readonly Kept[]
  /** From the start of the process until its first answer, in milliseconds: with an empty store, and later. */
  readonly firstStartMs: number
  readonly laterStartsMs: readonly number[]
}

/** The environment of a pass. */
interface Scene {
  readonly engine: Engine
  readonly plan: PassPlan
  readonly floorEnv: Readonly<Record<string, string>>
  readonly parleyEnv: Readonly<Record<string, string>>
  readonly say: (text: string) => void
}

interface Shipped {
  readonly account: Account
  readonly firstStartMs: number
  readonly choices: Comparison
  readonly live: readonly Live[]
  readonly killed: Killed
}

/** The number of calls that each server had answered when it was killed. */
interface Killed {
  readonly floor: number
  readonly parley: number
}

const WEBHOOKS = [customerio, customEvents]
const KILLED = 'killed'

/**
 * Compares choices and webhooks with the floor, each server on its own store. It kills the servers in between to
 * check that every answered call is stored.
 */
export async function runPass(engine: Engine, plan: PassPlan, say: (text: string) => void): Promise<Pass> {
  const floorEnv = engine.storeOf('floor')
  const parleyEnv = { ...engine.storeOf('parley'), PARLEY_ADMIN_KEY: ADMIN_KEY }
  const scene = { engine, plan, floorEnv, parleyEnv, say }
  const shipped = await serveAsShipped(scene)
  const { firstStartMs, choices, live } = shipped
  const { webhooks, kept } = await takeWithoutProcessing(scene, shipped)
  const drain = await workOff(scene)
  say('start-up')
  const laterStartsMs = await restart(scene)
  const comparisons = [choices, ...webhooks]
  return {
    engine: engine.name,
    version: engine.version,
    comparisons,
    live,
    drain,
    kept,
    firstStartMs,
    laterStartsMs,
  }
}

async function serveAsShipped({ engine, plan, floorEnv, parleyEnv, say }: Scene): Promise<Shipped> {
  say('first start')
  const floor = await startServer('floor', floorEnv)
  const parley = await startServer('parley', parleyEnv)
  const account = await setUp(parley.url, ADMIN_KEY)
  say(generate.name)
  const choices = await compare(generate, account, { floor, parley }, engine, plan)
  const live: Live[] = []
  for (const scenario of WEBHOOKS) {
    say(`${scenario.name}, processed as they come`)
    live.push(await measureLive(scenario, account, parley, engine, plan.live))
  }
  const killed = await killBoth(generate, account, floor, parley)
  return { account, firstStartMs: parley.startUpMs, choices, live, killed }
}

/** Receiving only. The servers before and after have been killed, so the counts show the stored calls. */
async function takeWithoutProcessing(scene: Scene, { account, choices, killed: before }: Shipped) {
  const { engine, plan, say } = scene
  let [floor, parley] = await startDoors(scene)
  const kept: Kept[] = [
    {
      what: 'choices',
      answered: choices.parley.answered + before.parley,
      stored: await storedDecisions(parley, account, ADMIN_KEY),
    },
  ]
  const leftBefore = await countBacklog(parley)
  const webhooks: Comparison[] = []
  for (const scenario of WEBHOOKS) {
    say(`${scenario.name}, stored only`)
    webhooks.push(await compare(scenario, account, { floor, parley }, engine, plan))
  }
  const killed = await killBoth(customEvents, account, floor, parley)

  say('counting what was kept')
  ;[floor, parley] = await startDoors(scene)
  kept.push(
    {
      what: 'webhook calls',
      answered: total(webhooks.map(webhook => webhook.parley.answered)) + killed.parley,
      stored: (await countBacklog(parley)) - leftBefore,
    },
    {
      what: 'calls of the floor',
      answered:
        total([choices, ...webhooks].map(({ floor: side }) => side.answered)) + before.floor + killed.floor,
      stored: await storedByFloor(floor),
    },
  )
  await Promise.all([floor.stop(), parley.stop()])
  return { webhooks, kept }
}

/** One after the other, because they share the cores. */
async function killBoth(
  scenario: Scenario,
  account: Account,
  floor: Server,
  parley: Server,
): Promise<Killed> {
  const kill = (server: Server) => killUnderLoad(server, callsOf(scenario, account, KILLED))
  return { floor: await kill(floor), parley: await kill(parley) }
}

const startDoors = async ({ floorEnv, parleyEnv }: Scene): Promise<[Server, Server]> => [
  await startServer('floor', floorEnv),
  await startServer('parley-door-only', parleyEnv),
]

async function workOff({ engine, plan, parleyEnv, say }: Scene): Promise<Drain> {
  say('backlog')
  const parley = await startServer('parley', parleyEnv)
  const drain = await measureDrain(parley, engine, plan.drainSecondsMax)
  await parley.stop()
  return drain
}

async function restart({ plan, parleyEnv }: Scene): Promise<readonly number[]> {
  const tookMs: number[] = []
  for (let start = 0; start < plan.starts; start++) {
    const parley = await startServer('parley', parleyEnv)
    tookMs.push(parley.startUpMs)
    await parley.stop()
  }
  return tookMs
}
