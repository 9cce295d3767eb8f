import type { FastifyInstance, InjectOptions } from 'fastify'
import pino, { type Logger } from 'pino'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { openServices, type Services } from '../src/services.ts'
import { refuseUndocumentedProblems } from './documented-problems.ts'
import { takeStore } from './kept-stores.ts'

export const ADMIN_KEY = 'the-operator-key-of-the-tests'

export interface TestApp {
  readonly app: FastifyInstance
  readonly services: Services
  /** Sets the clock of the server forward. */
  setNow(now: Date): void
  /** A call as the operator, with a JSON body when one is given. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestReply>
  close(): Promise<void>
}

export interface TestReply {
  readonly status: number
  // Tests read answers of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: an untyped view is the point here
  readonly body: any
}

/**
 * The whole application over a fresh store, called without a port.
 * @param settings by the names of the environment, besides those that every test needs
 */
export async function startTestApp(
  settings: Readonly<Record<string, string>> = {},
  log: Logger = pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
): Promise<TestApp> {
  // A test that names a store wants that one, such as after a restart or behind a proxy.
  const namesStore = ['PARLEY_DATA_DIR', 'DATABASE_URL'].some(name => settings[name] !== undefined)
  const kept = namesStore ? undefined : await takeStore()
  let now: Date | undefined
  const config = readConfig({
    ...(kept ? { PARLEY_DATA_DIR: kept.dataDir } : {}),
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
    // Recorded calls are signed at the time of their recording.
    PARLEY_SIGNATURE_MAX_AGE_DAYS: '0',
    // Tests send thousands of calls, also with wrong keys, at one moment of a clock that stands still.
    PARLEY_MANAGE_CALLS_PER_MINUTE: '0',
    PARLEY_MANAGE_CALLS_PER_MINUTE_OF_ORG: '0',
    PARLEY_REFUSED_CALLS_PER_MINUTE: '0',
    PUBLIC_URL: 'https://parley.example.com',
    ...settings,
  })
  const clock = () => now ?? new Date()
  const services = await openServices(config, log, clock, kept ? async () => kept.db : undefined)
  const app = await buildApp(services)
  await app.ready()
  refuseUndocumentedProblems(app)
  return {
    app,
    services,
    setNow(moment) {
      now = moment
    },
    async call(method, url, body, headers = {}) {
      const options: InjectOptions = { method, url, headers: { 'x-api-key': ADMIN_KEY, ...headers } }
      const reply = await app.inject(body === undefined ? options : { ...options, payload: body as object })
      return { status: reply.statusCode, body: reply.body === '' ? undefined : parse(reply.body) }
    },
    async close() {
      await app.close()
      await services.close()
      await kept?.giveBack()
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
