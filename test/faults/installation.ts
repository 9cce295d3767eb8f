import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { MAIN } from '../main.ts'
import { KEYS, type ServerProcess } from '../server-process.ts'
import { type SwallowingProxy, startProxy } from '../swallowing-proxy.ts'
import { createSleepers, type Sleepers } from './asleep.ts'
import { type Clock, createClock } from './clock.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { type Disk, mountDisk } from './disk.ts'
import { type HaCluster, startHaCluster } from './ha/ha-cluster.ts'
import { type Arguments, createSupervisor } from './supervisor.ts'

/** `patroni`: PostgreSQL on three machines, of which one takes over from another. */
export type EngineName = 'embedded' | 'postgres' | 'patroni'

/** PostgreSQL, and what lies between it and Parley. */
export interface Store {
  readonly cluster: Cluster
  readonly proxy: SwallowingProxy
}

/** Parley on a store of its own, and everything that can break in it. */
export interface Installation extends Sleepers {
  readonly engine: EngineName
  readonly servers: readonly ServerProcess[]
  /** Empty with the embedded engine: the server is the worker too. */
  readonly workers: readonly ServerProcess[]
  /** With `postgres` only. */
  readonly store: Store | undefined
  /** With `patroni` only. */
  readonly ha: HaCluster | undefined
  readonly disk: Disk
  readonly clock: Clock
  /**
   * Starts a process, again and again until it runs: a process whose store is away when it starts ends.
   * @param settings of this life only
   */
  start(process: ServerProcess, settings?: Readonly<Record<string, string>>): Promise<void>
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
  const ha = engine === 'patroni' ? await startHaCluster(disk, say) : undefined
  const where = {
    databaseUrl: store?.proxy.url ?? ha?.url ?? '',
    dataDir: join(disk.folder, 'data'),
    remove: async () => {},
  }
  const supervisor = createSupervisor(where, disk.enter, say)
  const { create, start } = supervisor
  const createAll = (count: number, args: Arguments) =>
    Promise.all(Array.from({ length: count }, () => create(args)))
  const isEmbedded = engine === 'embedded'
  const servers = isEmbedded
    ? await createAll(1, ['serve'])
    : await createAll(SERVERS, ['serve', '--http-only'])
  const workers = isEmbedded ? [] : await createAll(WORKERS, ['worker'])
  for (const each of [...servers, ...workers]) await each.start()

  const command = async (words: readonly string[]) => {
    const [program = '', ...before] = [...disk.enter, process.execPath, MAIN]
    const env = {
      ...process.env,
      ...KEYS,
      DATABASE_URL: store?.cluster.url ?? ha?.url ?? '',
      PARLEY_DATA_DIR: where.dataDir,
    }
    const { stdout } = await promisify(execFile)(program, [...before, ...words], { env })
    return stdout
  }
  return {
    ...createSleepers(),
    start,
    ...{ engine, servers, workers, store, ha, disk, clock },
    endedByThemselves: supervisor.endedByThemselves,
    async run(...words) {
      if (!isEmbedded) return command(words)
      for (const server of servers) await server.stop()
      const output = await command(words)
      for (const server of servers) await start(server)
      return output
    },
    async remove() {
      for (const each of [...servers, ...workers]) await each.kill()
      await store?.proxy.close()
      await store?.cluster.kill()
      await ha?.close()
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
