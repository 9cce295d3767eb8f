import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RunView } from '../../src/features/warehouse/sources/run-schema.ts'
import { startTestApp, type TestReply } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { MAIN } from '../main.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'
import { ENDPOINT, READER, useExports } from './exports.ts'

const exports = useExports()
const SETTINGS = { PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' }
const AT = '/api/v1/orgs/acme'

let store: TestStore
let server: ServerProcess
let source: string
const call = (method: string, path: string, body?: object): Promise<TestReply['body']> =>
  callUntilAcknowledged(server, method, `${AT}${path}`, body)

beforeEach(async () => {
  store = await createTestStore()
  server = await createServerProcess(store, SETTINGS)
  await server.start()
  await callUntilAcknowledged(server, 'POST', '/api/v1/orgs', { slug: 'acme' })
  await exports.letReaderRead('redshift/acme/')
  const connection = {
    ...{ kind: 's3', bucket: exports.bucket, prefix: 'redshift/acme', endpoint: ENDPOINT, path_style: true },
    ...{ quiet_minutes: 0 },
    credentials: {
      ...{ type: 'static', access_key_id: READER.accessKeyId, secret_access_key: READER.secretAccessKey },
    },
  }
  source = `/sources/${(await call('POST', '/sources', { name: 'export', schedule: null, connection })).id}`
})
afterEach(async () => {
  await server.kill()
  await store.remove()
})

/** The run, when it is as far as this. */
async function runWhen(id: string, isSo: (run: RunView) => boolean) {
  for (let attempt = 0; attempt < 2_000; attempt++) {
    const run = await call('GET', `${source}/runs/${id}`)
    if (isSo(run)) return run
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(
    `the run ${id} does not get so far: ${JSON.stringify(await call('GET', `${source}/runs/${id}`))}`,
  )
}

/** Compares what is stored with the rows of the export. */
async function expectEvents(rows: number): Promise<void> {
  await server.stop()
  const app = await startTestApp({ DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir })
  const [stored] = await app.services.db.query<object>({
    text: 'select count(*)::int as events, count(distinct message_id)::int as messages from events',
  })
  expect(stored).toEqual({ events: rows, messages: rows })
  await app.close()
}

it('a server that is killed in the middle of a run goes on with it, and counts each row once', async () => {
  const rows = 16_000
  await exports.putRows('a.parquet', 0, rows)
  const { id } = await call('POST', `${source}/runs`)
  const before = await runWhen(id, ({ rows: { added } }) => added > 0)
  expect(before).toMatchObject({ state: 'running', objects: { planned: 1, done: 1 } })
  await server.kill()
  await server.start()
  const after = await runWhen(id, ({ state }) => state !== 'running')
  expect(after).toMatchObject({
    ...{ state: 'finished', failure: null, days: [{ name: 'event_date=2026-01-03', state: 'loaded', rows }] },
  })
  await expectEvents(rows)
}, 180_000)

it('a run that is cancelled stops, and the next one goes on', async () => {
  // A run asks once a second whether it is cancelled. These rows take a fast machine several seconds.
  const rows = 48_000
  await exports.putRows('a.parquet', 0, rows)
  const { id } = await call('POST', `${source}/runs`)
  await runWhen(id, ({ rows: { added } }) => added > 0)
  await call('POST', `${source}/runs/${id}/cancel`)
  const next = await call('POST', `${source}/runs`)
  const after = await runWhen(next.id, ({ state }) => state === 'finished')
  expect(after.rows.added).toBeGreaterThan(0)
  expect(after.rows.added).toBeLessThan(rows)
  await expectEvents(rows)
}, 180_000)

it('a command reads a stored source, and nothing else under its name', async () => {
  await exports.putRows('a.parquet', 0, 10)
  await server.stop()
  const runImport = async (...words: readonly string[]) => {
    const env = {
      ...{ ...process.env, ...SETTINGS, DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir },
      PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
    }
    const child = spawn(process.execPath, [MAIN, 'import', ...words, '--org', 'acme'], { env })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', text => {
        printed += text
      })
    await once(child, 'close')
    return printed
  }
  expect(await runImport('--source', 'export')).toContain('event_date=2026-01-03: 10 rows, 10 of them new')
  expect(await runImport('--source', 'export', '--quiet', '5')).toContain('Leave out --quiet')
  expect(await runImport('a.parquet', '--source', 'export')).toContain('is a stored source')
  expect(await runImport('--source', 'other')).toContain('There is no source "other"')
  await server.start()
  const [run] = (await call('GET', `${source}/runs`)).items
  expect(run).toMatchObject({ state: 'finished', trigger: 'command', started_by: 'parley import' })
  await expectEvents(10)
}, 180_000)
