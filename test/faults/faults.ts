import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { HA_FAULTS } from './ha/ha-faults.ts'
import { jump } from './jump.ts'
import { killAtRandom } from './kill.ts'
import { moment, needStore, pick } from './scene.ts'
import { slowSyncs } from './slow-disk.ts'

const LASTS_MS = 5_000
const ASLEEP_MS = 90_000
const SYNC_DELAY_MS = 300

export const FAULTS: readonly Fault[] = [
  ...HA_FAULTS,
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
