import pino from 'pino'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openServices, type Services } from '../src/services.ts'
import { type Engine, openEmbedded, openPostgres } from './engine.ts'
import { ADMIN_KEY } from './setup.ts'

/** A server without a port, on a store of its own. */
export interface InProcess {
  readonly engine: Engine
  readonly services: Services
  readonly app: Awaited<ReturnType<typeof buildApp>>
  /** Calls the management API with the operator's key. */
  readonly call: (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<Reply>
}

interface Reply {
  readonly statusCode: number
  readonly body: string
}

export const OPERATOR = { 'x-api-key': ADMIN_KEY }

/** Opens a server on the embedded engine, or on the PostgreSQL of DATABASE_URL, and removes its store afterwards. */
export const withServer = <Answer>(work: (server: InProcess) => Promise<Answer>): Promise<Answer> =>
  withEngine(engine => withServerOn(engine, work))

/** Makes an empty store on the embedded engine, or on the PostgreSQL of DATABASE_URL, and removes it afterwards. */
export async function withEngine<Answer>(work: (engine: Engine) => Promise<Answer>): Promise<Answer> {
  const url = process.env['DATABASE_URL'] ?? ''
  const engine = url === '' ? openEmbedded() : await openPostgres(url)
  try {
    return await work(engine)
  } finally {
    await engine.close()
  }
}

/** The settings that every process on a store of a benchmark needs. */
export const settingsOn = (engine: Engine) => ({
  ...{ ...engine.storeOf('parley'), PARLEY_ADMIN_KEY: ADMIN_KEY, PARLEY_SECRET_KEY: 'bench' },
})

/** Opens a server on a store, and leaves the store when it has closed. */
export async function withServerOn<Answer>(
  engine: Engine,
  work: (server: InProcess) => Promise<Answer>,
): Promise<Answer> {
  const config = readConfig(settingsOn(engine))
  const services = await openServices(config, pino({ level: 'error' }, pino.destination(2)), () => new Date())
  const app = await buildApp(services)
  try {
    const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) =>
      app.inject({ method, url: path, headers: OPERATOR, ...(body && { payload: body }) })
    return await work({ engine, services, app, call })
  } finally {
    await app.close()
    await services.close()
  }
}
