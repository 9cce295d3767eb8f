import { connectAll } from '../connection.ts'
import { type Engine, openEmbedded, openPostgres } from '../engine.ts'
import { type Calls, type Run, runNumber, runOpenLoop } from '../load.ts'
import { measure, type Sample } from '../measure.ts'
import { COMPARED, callsOf, generate } from '../scenarios.ts'
import { type Server, startServer } from '../server.ts'
import { type Account, ADMIN_KEY, setUp } from '../setup.ts'

/** A server as shipped, on a store of its own. */
export interface Scene {
  readonly engine: Engine
  readonly server: Server
  readonly account: Account
  /** The environment of its servers: another one may follow on the same store. */
  readonly env: Readonly<Record<string, string>>
}

export async function withScene<Answer>(
  name: Engine['name'],
  work: (scene: Scene) => Promise<Answer>,
): Promise<Answer> {
  const engine = name === 'embedded' ? openEmbedded() : await openPostgres(process.env['DATABASE_URL'] ?? '')
  try {
    const env = { ...engine.storeOf('parley'), PARLEY_ADMIN_KEY: ADMIN_KEY, PARLEY_SECRET_KEY: 'bench' }
    const server = await startServer('parley', env)
    try {
      return await work({ engine, server, env, account: await setUp(server.url, ADMIN_KEY) })
    } finally {
      await server.stop()
    }
  } finally {
    await engine.close()
  }
}

/** Asks for choices, to which the reports of the scenarios refer. */
export async function choose({ server, account, engine }: Scene, messages: number): Promise<void> {
  const { faults } = await sendAll(server, engine, callsOf(generate, account, COMPARED), messages)
  // Some choices wait too long in this flood, and get the control's wording: their messages do not count.
  const refused = Object.values(faults).reduce((sum, count) => sum + count, 0)
  if (refused > messages / 100)
    throw new Error(`${refused} of ${messages} choices: ${JSON.stringify(faults)}`)
}

/** Sends a number of calls as fast as they are answered. */
export const sendAll = (server: Server, engine: Engine, calls: Calls, count: number): Promise<Sample> =>
  measure(server, engine, connections => runNumber(connections.slice(0, SENDERS), calls, count))

// As many as a platform opens.
const SENDERS = 16

/** Sends calls at a constant rate over connections of their own. */
export async function sendSteadily(
  { port }: Server,
  calls: Calls,
  perSecond: number,
  seconds: number,
): Promise<Run> {
  const connections = await connectAll(port)
  const run = await runOpenLoop(connections, calls, perSecond, seconds)
  for (const connection of connections) connection.close()
  return run
}
