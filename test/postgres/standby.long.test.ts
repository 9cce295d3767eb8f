import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isStoreDown } from '../../src/lib/store-down.ts'
import { openDatabase } from '../../src/runtime/db/db.ts'
import type { Database } from '../../src/runtime/db/session.ts'
import { createStoreCheck } from '../../src/runtime/db/store-check.ts'
import { type Cluster, createCluster } from '../faults/cluster.ts'
import { type Disk, mountDisk } from '../faults/disk.ts'

const isRoot = process.getuid?.() === 0

const disks: Disk[] = []
const clusters: Cluster[] = []
const databases: Database[] = []
let primary: Cluster
let standby: Cluster
beforeAll(async () => {
  if (!isRoot) return
  primary = await startCluster()
  standby = await startCluster(primary)
})
afterAll(async () => {
  for (const each of databases) await each.close()
  for (const each of clusters) await each.kill()
  for (const each of disks) each.remove()
})

async function startCluster(follows?: Cluster): Promise<Cluster> {
  const disk = await mountDisk()
  disks.push(disk)
  const cluster = await createCluster(disk, { fsync: 'off' }, follows)
  clusters.push(cluster)
  await cluster.start()
  return cluster
}

async function open({ url }: Cluster): Promise<Database> {
  const options = { databaseUrl: url, dataDir: '', connectionsMax: 2, onDeath: () => {} }
  const database = await openDatabase(options)
  databases.push(database)
  return database
}

const settled = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    error => (isStoreDown(error) ? 'store down' : String(error)),
  )

it.runIf(isRoot)('a store is not ready while no standby acknowledges its commits', async () => {
  const check = createStoreCheck(await open(primary))
  expect(await check()).toBeUndefined()
  await primary.run(`alter system set synchronous_standby_names = 'nobody'`)
  await primary.run('select pg_reload_conf()')
  await expect.poll(check, { timeout: 20_000 }).toContain('has not answered')
  await primary.run('alter system reset synchronous_standby_names')
  await primary.run('select pg_reload_conf()')
  await expect.poll(check, { timeout: 20_000 }).toBeUndefined()
})

it.runIf(isRoot)('a standby is no store, until it becomes the primary', async () => {
  const database = await open(standby)
  const ask = () =>
    Promise.all([
      settled(database.query({ text: 'select 1' })),
      settled(database.transaction(session => session.query({ text: 'select 1' }))),
      settled(sql`select 1`.execute(database.kysely)),
    ])
  expect(await ask()).toEqual(['store down', 'store down', 'store down'])
  await primary.kill()
  await standby.run('select pg_promote()')
  expect(await ask()).toEqual(['answered', 'answered', 'answered'])
})
