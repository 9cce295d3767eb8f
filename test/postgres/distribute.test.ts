import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ForeignKey } from '../../src/runtime/db/distribute/catalogue.ts'
import { loadCatalogue } from '../../src/runtime/db/distribute/catalogue-store.ts'
import { type Connection, openConnection } from '../../src/runtime/db/distribute/connection.ts'
import {
  distribute,
  LAYOUT,
  loadForgotten,
  planDistribution,
} from '../../src/runtime/db/distribute/distribute.ts'
import { NODE_SETTINGS } from '../../src/runtime/db/distribution.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { playCitus, takeCalls } from '../distributed/citus-double.ts'
import { MAIN } from '../main.ts'

let store: TestStore
let connection: Connection
beforeAll(async () => {
  store = await createTestStore()
  connection = await openConnection(store.databaseUrl)
})
afterAll(async () => {
  await connection.close()
  await store.remove()
})

const run = () => distribute(connection, undefined, () => {})
const keys = async (): Promise<readonly ForeignKey[]> => (await loadCatalogue(connection)).foreignKeys
const settingsOf = (calls: readonly string[]) => calls.filter(call => call.startsWith('all nodes'))

it('a database without Citus is refused, and the refusal says what to install', async () => {
  await expect(run()).rejects.toThrow(/no extension citus\. Install Citus 12/)
  expect((await planDistribution(connection, undefined)).length).toBeGreaterThan(100)
  expect(await loadForgotten(connection)).toEqual([])
})

it('the command prints its plan, and is refused on the embedded database', async () => {
  const parley = (databaseUrl: string, ...flags: readonly string[]) =>
    promisify(execFile)('node', [MAIN, 'distribute', ...flags], {
      env: { ...process.env, DATABASE_URL: databaseUrl, PARLEY_DATA_DIR: store.dataDir },
    })
  const { stdout } = await parley(store.databaseUrl, '--dry-run', '--shards', '64')
  expect(stdout).toContain(
    "select create_distributed_table('allocations', 'org_id', colocate_with => 'none', shard_count => 64);",
  )
  await expect(parley('', '--dry-run')).rejects.toThrow('parley distribute needs DATABASE_URL')
  await expect(parley(store.databaseUrl, '--shards', 'many')).rejects.toThrow(
    '--shards many is no number of parts',
  )
})

it('every table gets its place once, and the foreign keys are there again', async () => {
  await playCitus(connection)
  await connection.query({ text: `insert into instance_settings (key, value) values ('a', 'b')` })
  const before = await keys()
  const { tables } = await loadCatalogue(connection)

  // A process dies after some of the steps.
  let steps = 0
  const dying = distribute(connection, undefined, () => {
    if (++steps === 60) throw new Error('killed')
  })
  await expect(dying).rejects.toThrow('killed')
  expect((await keys()).length).toBeLessThan(before.length)
  await run()

  const calls = await takeCalls(connection)
  expect(new Set(settingsOf(calls)).size).toBe(Object.keys(NODE_SETTINGS).length)
  const placed = calls.flatMap(call => /^(?:reference|distributed) (\S+)/.exec(call)?.[1] ?? [])
  const wanted = tables.map(({ name }) => name).filter(name => !LAYOUT.coordinator.includes(name))
  expect([...placed].sort()).toEqual(wanted)
  expect(placed.slice(0, LAYOUT.reference.length).sort()).toEqual([...LAYOUT.reference].sort())
  expect(calls.filter(call => call.startsWith('distributed'))[1]).toMatch(/ with allocations$/)
  expect(calls).toContain('truncate instance_settings')
  expect(await keys()).toEqual(before)
  expect(await loadForgotten(connection)).toEqual([])

  await run()
  expect(await takeCalls(connection)).toEqual(settingsOf(calls).slice(0, Object.keys(NODE_SETTINGS).length))
  expect(await keys()).toEqual(before)
})

it('a table of a later migration is named, and gets its place beside the others', async () => {
  await connection.query({
    text: `create table later (org_id int not null references orgs, id bigint generated always as identity, primary key (org_id, id))`,
  })
  expect(await loadForgotten(connection)).toEqual(['later'])
  const before = await keys()
  await run()
  const calls = await takeCalls(connection)
  expect(calls).toContain('distributed later with allocations')
  expect(calls.filter(call => !call.startsWith('all nodes'))).toHaveLength(1)
  expect(await keys()).toEqual(before)
})

it('parts of tables that lie here too are none of our tables', async () => {
  await connection.query({ text: 'create table users_102008 (id uuid references users)' })
  await connection.query({ text: `insert into pg_dist_shard values ('users', 102008)` })
  expect(await loadForgotten(connection)).toEqual([])
  const { foreignKeys } = await loadCatalogue(connection)
  expect(foreignKeys.filter(({ table }) => table.startsWith('users_'))).toEqual([])
})

it('a table that cannot be distributed is refused before anything is done', async () => {
  await connection.query({ text: 'create table odd (org_id int not null, id int primary key)' })
  await expect(run()).rejects.toThrow('odd_pkey of odd is unique without org_id')
  await connection.query({ text: 'drop table odd' })
})

it('nothing is done while others use the database', async () => {
  await connection.query({ text: 'create table late (org_id int primary key)' })
  const other = await openConnection(store.databaseUrl)
  await expect(run()).rejects.toThrow('Stop every server and worker first')
  await other.close()
  await connection.query({ text: 'drop table late' })
})

it('a node that refuses a setting ends it', async () => {
  await connection.query({
    text: `create or replace function citus_double.run_command_on_all_nodes(command text) returns table (nodeid int, success bool, result text)
           language sql as $$ select 2, false, 'no such setting' $$`,
  })
  await expect(run()).rejects.toThrow('The node 2 refused: no such setting')
})
