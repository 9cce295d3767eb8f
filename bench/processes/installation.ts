import type { Engine } from '../engine.ts'
import { type Server, startServer } from '../server.ts'
import { type Account, ADMIN_KEY, setUp } from '../setup.ts'

/** As many servers as workers, on one PostgreSQL. */
export interface Installation {
  readonly account: Account
  readonly servers: readonly Server[]
  readonly workers: readonly Server[]
  stop(): Promise<void>
}

export async function install(engine: Engine, processes: number): Promise<Installation> {
  const env = {
    ...engine.storeOf('parley'),
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_SECRET_KEY: 'the-secret-key-of-the-bench',
  }
  const start = (name: 'parley-http-only' | 'parley-worker') =>
    Promise.all(Array.from({ length: processes }, () => startServer(name, env)))
  const servers = await start('parley-http-only')
  const workers = await start('parley-worker')
  return {
    account: await setUp(serverOf(servers).url, ADMIN_KEY),
    servers,
    workers,
    async stop() {
      await Promise.all(servers.map(server => server.stop()))
      await Promise.all(workers.map(worker => worker.kill()))
    },
  }
}

export function serverOf(servers: readonly Server[], at = 0): Server {
  const server = servers[at % servers.length]
  if (!server) throw new Error('There is no server.')
  return server
}
