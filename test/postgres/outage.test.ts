import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isStoreDown } from '../../src/lib/store-down.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'
import { type SwallowingProxy, startProxy } from '../swallowing-proxy.ts'

let store: TestStore
let proxy: SwallowingProxy
let server: TestApp
beforeAll(async () => {
  store = await createTestStore()
  proxy = await startProxy(store.databaseUrl)
  server = await startTestApp({ DATABASE_URL: proxy.url, PARLEY_GENERATE_BUDGET_MS: '300' })
  await createOrg(server, 'acme')
  await createTemplate(server, 'acme', 'welcome')
  while ((await ask()).body.degraded);
})
afterAll(async () => {
  proxy.hold(false)
  await server.close()
  await proxy.close()
  await store.remove()
})

const ask = () => server.call('POST', '/api/generate/acme', { template_id: 'welcome', use_cache: false })
const tell = (event: object = {}) =>
  server.call('POST', '/api/webhook/events/acme', { event: 'purchase', user_id: 'ann', ...event })
const ready = () => server.call('GET', '/readyz')

/** What the operator of the server does, past the proxy. */
async function asOperator(statement: string): Promise<void> {
  const operator = new pg.Client({
    connectionString: store.databaseUrl,
    options: '-c default_transaction_read_only=off',
  })
  await operator.connect()
  try {
    await operator.query(statement)
  } finally {
    await operator.end()
  }
}

const END_OTHERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`

const DOWN = { status: 503, body: { code: 'unavailable' } }
const CONTROL = { status: 200, body: { degraded: true, control: true, reason: 'store-down' } }

it('a store that hangs is said to be away, and answers are given all the same', async () => {
  proxy.hold(true)
  expect(await Promise.all([ready(), ready(), ready()])).toMatchObject([DOWN, DOWN, DOWN])
  expect(await Promise.all([ask(), ask()])).toMatchObject([CONTROL, CONTROL])
  expect(await tell()).toMatchObject(DOWN)
  proxy.hold(false)
  await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200)
  await expect.poll(async () => (await ask()).body.degraded, { timeout: 10_000 }).toBeUndefined()
})

it('a store that has become read-only is said to be so, and is used again when it is not', async () => {
  await asOperator(
    `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$; ${END_OTHERS}`,
  )
  await expect.poll(async () => (await ready()).body.detail, { timeout: 10_000 }).toContain('read-only')
  expect(await ask()).toMatchObject(CONTROL)
  expect(await tell()).toMatchObject(DOWN)
  await asOperator(
    `do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$; ${END_OTHERS}`,
  )
  await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200)
  await expect.poll(async () => (await tell()).status, { timeout: 10_000 }).toBe(200)
})

it('a session that stays read-only when the store is not is replaced, however it is asked', async () => {
  const { kysely } = server.services.db
  const write = () =>
    kysely
      .updateTable('orgs')
      .set({ name: 'Acme' })
      .execute()
      .then(
        () => 'written',
        (error: { code?: string }) => error.code,
      )
  await asOperator(
    `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$; ${END_OTHERS}`,
  )
  await expect.poll(write).toBe('25006')
  await asOperator(
    `do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`,
  )
  const answers = []
  for (let time = 0; time < 50; time++) answers.push(await write())
  expect(answers).toContain('written')
})

describe('a connection that dies inside a transaction', () => {
  const inTransaction = (kill: () => Promise<unknown>) =>
    server.services.db.transaction(async session => {
      await session.query({ text: 'select 1' })
      await kill()
      await session.query({ text: 'select 1' })
    })

  it.each([
    ['ended by the operator', () => asOperator(END_OTHERS)],
    ['reset', async () => proxy.cut()],
  ])('gives its own error: %s', async (_name, kill) => {
    const error: unknown = await inTransaction(kill).then(
      () => undefined,
      failure => failure,
    )
    expect([isStoreDown(error), String(error)]).toEqual([true, expect.not.stringContaining('released')])
    await expect.poll(async () => (await tell()).status).toBe(200)
  })

  it('is no try at the calls that were read in it', async () => {
    const { db } = server.services
    await expect
      .poll(() =>
        processInbox(server).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    // An event of its own: one that is stored already would not be inserted.
    expect((await tell({ event_id: 'inserted' })).status).toBe(200)
    await db.query({
      text: `create function die() returns trigger language plpgsql as $$
             begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`,
    })
    await db.query({
      text: 'create trigger dying before insert on events for each row execute function die()',
    })
    // A round may find the organisation still locked by the connection that is dying, and then has nothing to do.
    const deaths: unknown[] = []
    for (let time = 0; time < 200 && deaths.length < 8; time++)
      await processInbox(server).catch(error => deaths.push(error))
    expect(deaths.map(isStoreDown)).toEqual(Array(8).fill(true))
    await db.query({ text: 'drop trigger dying on events' })
    const rows = await db.query({ text: 'select attempts from inbound_requests where processed_at is null' })
    expect(rows).toEqual([{ attempts: 0 }])
    await processInbox(server)
    expect(await db.query({ text: 'select 1 from inbound_requests where processed_at is null' })).toEqual([])
  })
})
