import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { startLoop } from './lib/loop.ts'
import { openServices, type Services } from './services.ts'
import { onError, startWorker, stopAll } from './worker.ts'

export interface Server {
  /** The address it listens on. */
  readonly url: string
  readonly services: Services
  readonly app: FastifyInstance
  /** Answers open requests, writes pending data, then closes the store. */
  close(): Promise<void>
}

const REFRESH_MS = 1_000

/** Starts answering requests and, unless another process does, running the background jobs. */
export async function startServer(
  config: Config,
  log: Logger,
  { withWorker }: { withWorker: boolean },
): Promise<Server> {
  const services = await openServices(config, log, () => new Date())
  const app = await buildApp(services)
  const refresh = startLoop(
    async () => {
      await services.catalog.refresh()
      await services.policies.refresh({ isSparing: true })
      return REFRESH_MS
    },
    onError(log, 'refresh'),
  )
  const worker = withWorker ? startWorker(services) : undefined
  if (worker) services.inboundArrived.listen(worker.wake)
  const url = await app.listen({ host: config.host, port: config.port })
  return {
    url,
    services,
    app,
    async close() {
      await app.close()
      await Promise.all([worker?.stop(), stopAll([refresh])])
      await services.close()
    },
  }
}
