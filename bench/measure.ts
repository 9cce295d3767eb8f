import { type Connection, connectAll } from './connection.ts'
import type { Engine } from './engine.ts'
import type { Run } from './load.ts'
import type { Server } from './server.ts'
import { cpuSecondsOf, residentMegabytes } from './usage.ts'

/** One run and its resources. Processor time is in microseconds for each answered call. */
export interface Sample extends Run {
  readonly serverCpu: number
  readonly databaseCpu: number
  /** Server and database together. */
  readonly cpu: number
  /** The processor time of this process, which shares the cores with the measured processes. */
  readonly generatorCpu: number
  /** The maximum of the server's resident memory, in MB. */
  readonly memory: number
}

export interface Used {
  readonly serverSeconds: number
  readonly databaseSeconds: number
}

const MEMORY_EVERY_MS = 200

/** Processor time so far. The difference of two values is the time in between. */
export function usedSoFar(server: Server, engine: Engine): Used {
  return { serverSeconds: cpuSecondsOf(server.pid), databaseSeconds: engine.databaseCpuSeconds() }
}

/** Opens connections, runs the load over them, and reads the resources of server, database and generator. */
export async function measure(
  server: Server,
  engine: Engine,
  load: (connections: readonly Connection[]) => Promise<Run>,
): Promise<Sample> {
  const connections = await connectAll(server.port)
  const watch = watchMemory(server.pid)
  const before = usedSoFar(server, engine)
  const ownBefore = process.cpuUsage()
  const run = await load(connections)
  const own = process.cpuUsage(ownBefore)
  const after = usedSoFar(server, engine)
  for (const connection of connections) connection.close()
  const serverCpu = ((after.serverSeconds - before.serverSeconds) * 1e6) / run.answered
  const databaseCpu = ((after.databaseSeconds - before.databaseSeconds) * 1e6) / run.answered
  return {
    ...run,
    serverCpu,
    databaseCpu,
    cpu: serverCpu + databaseCpu,
    generatorCpu: (own.user + own.system) / run.answered,
    memory: watch.stop(),
  }
}

/** Samples a process until it is stopped. */
export function watchMemory(pid: number): { readonly stop: () => number } {
  let highest = residentMegabytes(pid)
  const look = () => {
    highest = Math.max(highest, residentMegabytes(pid))
  }
  const timer = setInterval(look, MEMORY_EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      look()
      return highest
    },
  }
}
