import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const PARLEY = fileOf('../../parley')

/** The floor also gets the launcher's environment, so that the comparison is between the servers. */
const shippedEnv = (): Environment =>
  Object.fromEntries(
    [...readFileSync(PARLEY, 'utf8').matchAll(/^export (\w+)=(\w+)$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )

type Environment = Readonly<Record<string, string>>

/** The servers. The launcher chooses the flags by the store, and replaces its shell with Node. */
const COMMANDS = {
  floor: () => [process.execPath, fileOf('./floor.js')],
  parley: () => [PARLEY, 'serve'],
  'parley-http-only': () => [PARLEY, 'serve', '--http-only'],
  // It has no port, so nothing tells when it has started.
  'parley-worker': () => [PARLEY, 'worker'],
  'feedback-receiver': () => [process.execPath, fileOf('./feedback/receiver.js')],
  'parley-door-only': () => [PARLEY],
} satisfies Record<string, () => readonly [string, ...string[]]>

export interface Server {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** From the start of the process to its first successful answer. */
  readonly startUpMs: number
  /** Asks it to stop, and waits until it has stopped. */
  stop(): Promise<void>
  /** Kills it without warning, like a power failure. */
  kill(): Promise<void>
}

const START_UP_MAX_MS = 60_000
const STOP_MAX_MS = 30_000
const PROBE_MS = 10
const OUTPUT_KEPT = 4_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** @throws with the output of the process, if it does not start */
export async function startServer(name: keyof typeof COMMANDS, env: Environment): Promise<Server> {
  const port = await freePort()
  const startedAt = performance.now()
  const [program, ...args] = COMMANDS[name]()
  const child = spawn(program, args, {
    env: {
      ...process.env,
      ...shippedEnv(),
      ...(name === 'parley-door-only' ? { PARLEY_ENTRY: fileOf('./door-only.js') } : {}),
      // The launcher uses the Node on this path.
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const exited = once(child, 'exit').finally(() => running.delete(child))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output = (output + text).slice(-OUTPUT_KEPT)
    })
  }
  const url = `http://127.0.0.1:${port}`
  const ready = name === 'parley-worker' ? Promise.resolve() : untilReady(`${url}/readyz`, child)
  await ready.catch(error => {
    child.kill('SIGKILL')
    throw new Error(`${name} did not start: ${error.message}\n${output}`)
  })
  const startUpMs = performance.now() - startedAt

  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    const ended = await Promise.race([exited, wait(STOP_MAX_MS, undefined, { ref: false })])
    if (ended === undefined) throw new Error(`${name} did not stop within ${STOP_MAX_MS} ms.\n${output}`)
  }
  return {
    pid: child.pid ?? 0,
    port,
    url,
    startUpMs,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + START_UP_MAX_MS
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`)
    const status = await fetch(url).then(
      async reply => {
        await reply.arrayBuffer()
        return reply.status
      },
      () => undefined,
    )
    if (status === 200) return
    await wait(PROBE_MS)
  }
  throw new Error(`no answer within ${START_UP_MAX_MS} ms`)
}

/** Another process may take the port first. The start then fails with that message. */
async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
