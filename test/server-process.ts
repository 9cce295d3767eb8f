import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { ADMIN_KEY } from './app.ts'
import type { TestStore } from './database.ts'
import { MAIN } from './main.ts'

export interface ServerProcess {
  readonly url: string
  /** Resolves when it answers. */
  start(): Promise<void>
  /** Starts it with another Node than that of the tests, or with more settings, for this life only. */
  startWith(life: Life): Promise<void>
  /** Resolves when it has printed what matches: the first group. */
  printed(pattern: RegExp): Promise<string>
  /** Ends it like a power cut. */
  kill(): Promise<void>
  stop(): Promise<number | null>
  /** Stops it, like a machine that sleeps, or lets it continue. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Of its present life; undefined if it does not run. */
  pid(): number | undefined
}

export interface Life {
  readonly node?: string
  readonly settings?: Readonly<Record<string, string>>
}

export interface ProcessOptions {
  /** How long it may take to start; a new store takes longest. */
  readonly patienceMs?: number
  /** A worker has no port, and is ready when it has started. */
  readonly args?: readonly ['serve', ...string[]] | readonly ['worker']
  /** A program, with its parameters, that starts it. */
  readonly through?: readonly string[]
  /** Called when it has ended by itself, with its last words. */
  readonly onEnd?: (output: string) => void
}

/** The settings that every process on a store needs. */
export const KEYS = { PARLEY_ADMIN_KEY: ADMIN_KEY, PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests' }

/** The server as users run it: a separate process, on its own port. */
export async function createServerProcess(
  store: TestStore,
  settings: Readonly<Record<string, string>> = {},
  { patienceMs = 30_000, args = ['serve'], through = [], onEnd = () => {} }: ProcessOptions = {},
): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | undefined
  let output = ''
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    if (!child || !isRunning()) return child?.exitCode ?? null
    const exited = once(child, 'exit')
    child.removeListener('exit', endedByItself)
    child.kill(signal)
    const [code] = await exited
    return code as number | null
  }

  const endedByItself = () => onEnd(output)

  async function startWith({ node = process.execPath, settings: more = {} }: Life): Promise<void> {
    const env = {
      ...process.env,
      PORT: String(port),
      DATABASE_URL: store.databaseUrl,
      PARLEY_DATA_DIR: store.dataDir,
      ...KEYS,
      LOG_LEVEL: 'error',
      ...settings,
      ...more,
    }
    const [program = node, ...parameters] = [...through, node, MAIN, ...args]
    child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', data => {
        output = (output + data).slice(-10_000)
      })
    if (args[0] === 'worker') return void child.once('exit', endedByItself)
    for (const until = Date.now() + patienceMs; Date.now() < until; ) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output}`)
      if (await isReady(url)) return void child.once('exit', endedByItself)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    throw new Error(`the server did not become ready: ${await readiness(url)}\n${output}`)
  }

  return {
    url,
    start: () => startWith({}),
    startWith,
    async printed(pattern) {
      for (let attempt = 0; attempt < 600; attempt++) {
        const found = pattern.exec(output)?.[1]
        if (found !== undefined) return found
        await new Promise(resolve => setTimeout(resolve, 50))
      }
      throw new Error(`the server did not print ${pattern}:\n${output}`)
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    signal: signal => void child?.kill(signal),
    pid: () => (isRunning() ? child?.pid : undefined),
  }
}

const isReady = async (url: string): Promise<boolean> => (await readiness(url)) === READY

const READY = '{"status":"ok"}'

const readiness = (url: string): Promise<string> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
    reply => reply.text(),
    (error: Error) => String(error.cause ?? error),
  )

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/**
 * A call as the operator that is repeated until it is acknowledged: the server may be dead meanwhile, or its store
 * away.
 * @returns the body of the answer
 */
export async function callUntilAcknowledged(
  server: ServerProcess,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const headers = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }
  const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  for (let attempt = 0; attempt < 600; attempt++) {
    const reply = await fetch(server.url + path, request).then(
      async got => ({ status: got.status, answer: await got.json() }),
      () => undefined,
    )
    // A degraded choice has been answered, but not stored.
    const isStored = reply && reply.status < 300 && !(reply.answer as { degraded?: boolean }).degraded
    if (isStored) return reply.answer
    if (reply && reply.status >= 300 && reply.status < 500)
      throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${path} was never acknowledged`)
}
