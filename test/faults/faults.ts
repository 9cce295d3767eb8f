import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../src/core/stats/draw/random.ts'
import type { ServerProcess } from '../server-process.ts'
import type { EngineName, Installation, Store } from './installation.ts'
import type { Shape } from './load.ts'
import { slowSyncs } from './slow-disk.ts'

export interface Fault {
  readonly name: string
  /** All when undefined. */
  readonly engine?: EngineName
  readonly shape?: Partial<Shape>
  /** Breaks something, and mends it. */
  inject(scene: Scene): Promise<void>
}

export interface Scene {
  readonly at: Installation
  readonly random: Random
  readonly say: (text: string) => void
  readonly killed: (what: string) => void
  /** The number of kills in a round of them. */
  readonly kills: number
}

const LASTS_MS = 5_000
const ASLEEP_MS = 90_000
const SYNC_DELAY_MS = 300
const JUMPS_S = [-36 * 3600, 40, -90, 36 * 3600]

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item
const moment = (random: Random, maxMs: number) => wait(random() * maxMs)
const needStore = ({ store }: Installation): Store => {
  if (!store) throw new Error('This fault is of PostgreSQL.')
  return store
}

export const FAULTS: readonly Fault[] = [
  { name: 'kill -9', shape: { morePerS: 2 }, inject: killAtRandom },
  {
    name: 'duplicate storm',
    shape: { copies: 6, people: 12 },
    inject: async () => {},
  },
  {
    name: 'reordered flood',
    shape: { isFlood: true, people: 80 },
    inject: async () => {},
  },
  {
    name: 'a process stands still',
    async inject({ at, random }) {
      const server = pick(random, at.servers)
      server.signal('SIGSTOP')
      await wait(LASTS_MS)
      server.signal('SIGCONT')
    },
  },
  {
    name: 'full disk',
    async inject({ at: { disk } }) {
      disk.fill()
      await wait(LASTS_MS)
      disk.free()
    },
  },
  {
    name: 'slow disk',
    async inject({ at }) {
      const pid = at.store ? at.store.cluster.pid() : at.servers[0]?.pid()
      const end = await slowSyncs(pid ?? 0, SYNC_DELAY_MS)
      await wait(LASTS_MS)
      await end()
    },
  },
  { name: 'clock jumps', inject: jump },
  {
    name: 'a worker sleeps past its leases',
    engine: 'postgres',
    async inject({ at, random, say }) {
      at.sleep(
        pick(
          random,
          at.workers.filter(worker => !at.isAsleep(worker)),
        ),
        ASLEEP_MS,
      )
      say(`it wakes in ${ASLEEP_MS / 1000} s`)
      await wait(LASTS_MS)
    },
  },
  {
    name: 'PostgreSQL restarts',
    engine: 'postgres',
    async inject({ at, random }) {
      const { cluster } = needStore(at)
      await moment(random, 1_000)
      await cluster.stop()
      await moment(random, 3_000)
      await cluster.start()
    },
  },
  {
    name: 'connections dropped',
    engine: 'postgres',
    async inject({ at, random }) {
      const { proxy } = needStore(at)
      for (let time = 0; time < 5; time++) {
        await moment(random, 1_000)
        proxy.cut()
      }
    },
  },
  {
    name: 'connections hang',
    engine: 'postgres',
    async inject({ at }) {
      const { proxy } = needStore(at)
      proxy.hold(true)
      await wait(LASTS_MS)
      proxy.hold(false)
    },
  },
  {
    name: 'read-only database',
    engine: 'postgres',
    async inject({ at }) {
      const { cluster } = needStore(at)
      await cluster.run('alter system set default_transaction_read_only = on')
      await cluster.run('select pg_reload_conf()')
      await wait(LASTS_MS)
      await cluster.run('alter system reset default_transaction_read_only')
      await cluster.run('select pg_reload_conf()')
    },
  },
]

/** Kills processes while they work: a server, a worker, the first process of PostgreSQL, or one of its others. */
async function killAtRandom({ at, random, killed, kills }: Scene): Promise<void> {
  const restart = (name: string, process: ServerProcess) => async () => {
    await process.kill()
    killed(name)
    await process.start()
  }
  for (let time = 0; time < kills; time++) {
    await moment(random, 1_500)
    const victims = [
      ...at.servers.map(server => restart('server', server)),
      ...at.workers.filter(worker => !at.isAsleep(worker)).map(worker => restart('worker', worker)),
      ...(at.store
        ? [() => killStore(needStore(at), killed), () => killConnection(needStore(at), random, killed)]
        : []),
    ]
    await pick(random, victims)()
  }
}

async function killStore({ cluster }: Store, killed: Scene['killed']): Promise<void> {
  await cluster.kill()
  killed('database')
  await cluster.start()
}

async function killConnection({ cluster }: Store, random: Random, killed: Scene['killed']): Promise<void> {
  const backends = (await cluster.run(
    `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )) as { pid: number }[]
  if (backends.length === 0) return
  process.kill(pick(random, backends).pid, 'SIGKILL')
  killed('database')
}

/** The clocks of all processes jump while they work: back, forth by seconds, back by seconds, forth. */
async function jump({ at, say }: Scene): Promise<void> {
  const { environment } = at.clock
  if (!environment) return say('left out: needs libfaketime (apt-get install faketime)')
  const all = [...at.servers, ...at.workers].filter(each => !at.isAsleep(each))
  const restartAll = async (settings: Readonly<Record<string, string>>) => {
    for (const each of all) {
      await each.stop()
      await each.startWith({ settings })
    }
  }
  at.clock.jumpTo(0)
  await restartAll(environment)
  for (const offsetS of [...JUMPS_S, 0]) {
    await wait(LASTS_MS / JUMPS_S.length)
    at.clock.jumpTo(offsetS)
  }
  await restartAll({})
}
