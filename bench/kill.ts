import { setTimeout as wait } from 'node:timers/promises'
import { connectAll } from './connection.ts'
import { type Calls, runClosedLoop } from './load.ts'
import type { Server } from './server.ts'

const BUSY_SECONDS = 0.5
const STOPPED_AFTER_SECONDS = 5

/**
 * Kills a server in the middle of its work.
 * @returns the number of calls that it had answered; the others may have been stored or not
 */
export async function killUnderLoad(server: Server, calls: Calls): Promise<number> {
  const connections = await connectAll(server.port)
  const run = runClosedLoop(connections, calls, STOPPED_AFTER_SECONDS)
  await wait(BUSY_SECONDS * 1000)
  await server.kill()
  return (await run).answered
}
