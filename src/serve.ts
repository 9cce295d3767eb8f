import { setFlagsFromString } from 'node:v8'
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
  /** Answers what is under way, writes what is on its way, then closes the store. */
  close(): Promise<void>
}

const REFRESH_MS = 1_000

/** Starts answering requests and, unless another process does, working in the background. */
export async function startServer(
  config: Config,
  log: Logger,
  { withWorker }: { withWorker: boolean },
): Promise<Server> {
  tuneEngine()
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

/**
 * What V8 guesses wrong for a server that waits for its store; `docs/performance.md` has the figures.
 * - It makes objects in the old generation where it has seen such objects survive. Requests that wait for the store
 *   teach it that, and until the next full collection each of those keeps alive the whole request that it belongs to.
 * - It stops inlining early: a request runs through many small functions, of ours and of the framework.
 */
function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=2000')
}
