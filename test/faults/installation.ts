import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MAIN } from '../main.ts'
import { createServerProcess, KEYS, type ProcessOptions, type ServerProcess } from '../server-process.ts'
import { type SwallowingProxy, startProxy } from '../swallowing-proxy.ts'
import { type Clock, createClock } from './clock.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { type Disk, mountDisk } from './disk.ts'

export type EngineName = 'embedded' | 'postgres'

/** PostgreSQL, and what lies between it and Parley. */
export interface Store {
  readonly cluster: Cluster
  readonly proxy: SwallowingProxy
}

/** Parley on a store of its own, and everything that can break in it. */
export interface Installation {
  readonly engine: EngineName
  readonly servers: readonly ServerProcess[]
  /** Empty with the embedded engine: the server is the worker too. */
  readonly workers: readonly ServerProcess[]
  /** Undefined with the embedded engine. */
  readonly store: Store | undefined
  readonly disk: Disk
  readonly clock: Clock
  /** Stops a process for a time, like a machine that sleeps. */
  sleep(process: ServerProcess, ms: number): void
  isAsleep(process: ServerProcess): boolean
  allAwake(): Promise<unknown>
  /** The number of processes that have ended by themselves. Each was started again, as a supervisor does it. */
  endedByThemselves(): number
  /** What `parley` prints, run with these words. With the embedded engine, the server is stopped meanwhile. */
  run(...words: readonly string[]): Promise<string>
  remove(): Promise<void>
}

const SERVERS = 2
const WORKERS = 2

export async function install(engine: EngineName, say: (text: string) => void): Promise<Installation> {
  const disk = await mountDisk()
  const clock = createClock()
  const store = engine === 'postgres' ? await openStore(disk) : undefined
  const where = {
    databaseUrl: store?.proxy.url ?? '',
    dataDir: join(disk.folder, 'data'),
    remove: async () => {},
  }
  let ended = 0
  const create = async (args: ProcessOptions['args'] & {}): Promise<ServerProcess> => {
    const onEnd = (output: string) => {
      ended++
      say(`${args.join(' ')} ended by itself: ${output.trim().slice(-1_500)}`)
      process.start().catch((error: Error) => say(error.message))
    }
    const process = await createServerProcess(
      where,
      {},
      { patienceMs: 60_000, args, through: disk.enter, onEnd },
    )
    return process
  }
  const createAll = (count: number, args: ProcessOptions['args'] & {}) =>
    Promise.all(Array.from({ length: count }, () => create(args)))
  const servers = store ? await createAll(SERVERS, ['serve', '--http-only']) : await createAll(1, ['serve'])
  const workers = store ? await createAll(WORKERS, ['worker']) : []
  for (const each of [...servers, ...workers]) await each.start()

  const command = async (words: readonly string[]) => {
    const [program = '', ...before] = [...disk.enter, process.execPath, MAIN]
    const env = {
      ...process.env,
      ...KEYS,
      DATABASE_URL: store?.cluster.url ?? '',
      PARLEY_DATA_DIR: where.dataDir,
    }
    const { stdout } = await promisify(execFile)(program, [...before, ...words], { env })
    return stdout
  }
  const asleep = new Map<ServerProcess, Promise<void>>()
  return {
    sleep(process, ms) {
      process.signal('SIGSTOP')
      const wake = async () => {
        await wait(ms)
        process.signal('SIGCONT')
        asleep.delete(process)
      }
      asleep.set(process, wake())
    },
    isAsleep: process => asleep.has(process),
    allAwake: () => Promise.all(asleep.values()),
    ...{ engine, servers, workers, store, disk, clock },
    endedByThemselves: () => ended,
    async run(...words) {
      if (store) return command(words)
      for (const server of servers) await server.stop()
      const output = await command(words)
      for (const server of servers) await server.start()
      return output
    },
    async remove() {
      for (const each of [...servers, ...workers]) await each.kill()
      await store?.proxy.close()
      await store?.cluster.kill()
      disk.remove()
      clock.remove()
    },
  }
}

async function openStore(disk: Disk): Promise<Store> {
  const cluster = await createCluster(disk)
  await cluster.start()
  return { cluster, proxy: await startProxy(cluster.url) }
}
