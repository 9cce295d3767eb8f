import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import type { Installation } from '../installation.ts'
import { moment, type Scene } from '../scene.ts'
import type { HaCluster, Roles } from './ha-cluster.ts'

// Longer than the lease of the primary in ops/ha/patroni.yml: another one takes over.
const LEASE_AND_MORE_MS = 30_000
const WITHIN_MS = 3_000

const of = (
  name: string,
  breakAndMend: (ha: HaCluster, roles: Roles, scene: Scene) => Promise<void>,
): Fault => ({
  name,
  engine: 'patroni',
  shape: { morePerS: 2 },
  async inject(scene) {
    const ha = needHa(scene.at)
    const before = await ha.untilWhole()
    await moment(scene.random, WITHIN_MS)
    await breakAndMend(ha, before, scene)
    const { primary } = await ha.untilWhole()
    scene.say(`the primary was ${before.primary.name}, and is ${primary.name}`)
  },
})

/** Everything that makes another machine the primary, or leaves it alone. */
export const HA_FAULTS: readonly Fault[] = [
  of('the machine of the primary dies', async (_, { primary }, { killed }) => {
    await primary.kill()
    killed('primary machine')
    await wait(LEASE_AND_MORE_MS)
    primary.start()
  }),
  of('PostgreSQL of the primary dies', async (_, { primary }, { killed }) => {
    primary.killPostgres()
    killed('primary PostgreSQL')
    await wait(WITHIN_MS)
  }),
  of('the machine of the primary freezes', async (_, { primary }) => {
    primary.signal('SIGSTOP')
    await wait(LEASE_AND_MORE_MS)
    primary.signal('SIGCONT')
  }),
  of('the primary changes in order', ha => ha.switchOver()),
  of('the machine of the synchronous standby dies', async (_, { standby }, { killed }) => {
    await standby.kill()
    killed('standby machine')
    await wait(LEASE_AND_MORE_MS)
    standby.start()
  }),
  of('the machine of the synchronous standby freezes', async (_, { standby }) => {
    standby.signal('SIGSTOP')
    await wait(LEASE_AND_MORE_MS)
    standby.signal('SIGCONT')
  }),
  of('etcd freezes everywhere', async ({ machines }) => {
    for (const machine of machines) machine.signal('SIGSTOP', 'etcd')
    await wait(LEASE_AND_MORE_MS)
    for (const machine of machines) machine.signal('SIGCONT', 'etcd')
  }),
]

function needHa({ ha }: Installation): HaCluster {
  if (!ha) throw new Error('This fault is of several machines.')
  return ha
}
