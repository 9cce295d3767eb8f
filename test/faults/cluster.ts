import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../server-process.ts'
import type { Disk } from './disk.ts'

/** A PostgreSQL of its own, which may be killed. */
export interface Cluster {
  readonly url: string
  /** Resolves when it answers. */
  start(): Promise<void>
  /** Ends all its connections, and then itself. */
  stop(): Promise<void>
  /** Ends its first process like a power cut. The others notice, and end. */
  kill(): Promise<void>
  /** One statement of its operator, also while it is read-only. Waits until it has recovered. */
  run(statement: string): Promise<readonly object[]>
  /** Of the first process. */
  pid(): number
}

const INSTALLED = '/usr/lib/postgresql'
// After a kill it refuses to start until its last process has ended.
const START_MS = 60_000
const PAUSE_MS = 50

/**
 * @param settings as of postgresql.conf
 * @param primary that it follows as a standby; undefined: it is a primary itself
 */
export async function createCluster(
  { folder, enter }: Disk,
  settings: Readonly<Record<string, string | number>> = {},
  primary?: Cluster,
): Promise<Cluster> {
  const [version] = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one))
  const bin = join(INSTALLED, String(version), 'bin')
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const data = join(folder, 'postgres')
  const asPostgres = ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig=KILL']
  const [program = '', ...before] = [...enter, 'sh', '-c']
  execFileSync(program, [...before, 'mkdir "$0" && chown postgres "$0" && chmod 700 "$0"', data])
  execFileSync(program, [...enter.slice(1), ...asPostgres, ...creating(bin, data, primary)], { cwd: '/' })
  const flags = Object.entries({
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 },
    ...settings,
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const postgres = [join(bin, 'postgres'), '-D', data, ...flags]
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    for (const until = Date.now() + START_MS; Date.now() < until; ) {
      let output = ''
      child = spawn(program, [...enter.slice(1), ...asPostgres, ...postgres], {
        ...{ cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
      })
      child.stderr?.on('data', text => {
        output = (output + text).slice(-4_000)
      })
      while (child.exitCode === null && child.signalCode === null) {
        if (await answers(url)) return
        await wait(PAUSE_MS)
      }
      if (!/still (in use|running)|already exists|another server/.test(output))
        throw new Error(`PostgreSQL does not start:\n${output}`)
    }
    throw new Error('PostgreSQL does not start.')
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  return {
    url,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    async run(statement) {
      // After the end of one of its processes it recovers for a moment.
      while (!(await answers(url))) await wait(PAUSE_MS)
      const client = new pg.Client({ connectionString: url, options: '-c default_transaction_read_only=off' })
      await client.connect()
      try {
        return (await client.query<object>(statement)).rows
      } finally {
        await client.end()
      }
    },
    pid() {
      if (child?.pid === undefined) throw new Error('PostgreSQL does not run.')
      return child.pid
    },
  }
}

function creating(bin: string, data: string, primary: Cluster | undefined): readonly string[] {
  if (primary) return [join(bin, 'pg_basebackup'), '-R', '-c', 'fast', '-d', primary.url, '-D', data]
  const flags = ['-U', 'postgres', '--auth=trust', '--locale=C.UTF-8', '--encoding=UTF8']
  return [join(bin, 'initdb'), '-D', data, ...flags]
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
