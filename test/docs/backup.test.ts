import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../src/features/orgs/settings.ts'
import { openDatabase } from '../../src/runtime/db/db.ts'
import { ADMIN_KEY, type TestReply } from '../app.ts'
import { createEmptyStore, createTestStore, type TestStore } from '../database.ts'
import { createServerProcess, type ServerProcess } from '../server-process.ts'

const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
const [, section = ''] = page.split('\n## Back up\n')
const [, copy = '', putBack = '', dump = '', restore = ''] = section
  .split('```shell\n')
  .map(part => part.split('```')[0] ?? '')

const folder = mkdtempSync(join(tmpdir(), 'parley-backup-'))
const opened: { server: ServerProcess; store: TestStore }[] = []
afterEach(async () => {
  for (const { server, store } of opened.splice(0)) {
    await server.stop()
    await store.remove()
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start(store: TestStore): Promise<ServerProcess> {
  const server = await createServerProcess(store)
  opened.push({ server, store })
  await server.start()
  return server
}

async function call(
  server: ServerProcess,
  method: string,
  path: string,
  body?: object,
): Promise<TestReply['body']> {
  const reply = await fetch(server.url + path, {
    method,
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const answer = await reply.json()
  expect([path, reply.ok, answer]).toEqual([path, true, answer])
  return answer
}

const ORG = '/api/v1/orgs/acme'

async function fill(server: ServerProcess): Promise<void> {
  await call(server, 'POST', '/api/v1/orgs', { slug: 'acme' })
  await call(server, 'POST', `${ORG}/templates`, { id: 'welcome', variables: ['subject'] })
  const variant = { name: 'a', vars: { subject: 'Hello' }, status: 'approved' }
  await call(server, 'POST', `${ORG}/templates/welcome/variants`, {
    ...variant,
    control: true,
    name: 'control',
  })
  await call(server, 'POST', `${ORG}/templates/welcome/variants`, variant)
  await call(server, 'PATCH', `${ORG}/templates/welcome`, { status: 'active' })
  await call(server, 'PUT', `${ORG}/platforms/cio`, { settings: { signing_key: 'a-signing-key' } })
  for (let user = 0; user < 20; user++)
    await call(server, 'POST', '/api/generate/acme', { template_id: 'welcome', user_id: `user-${user}` })
}

async function shown(server: ServerProcess): Promise<unknown> {
  const { as_of: _, ...results } = await call(server, 'GET', `${ORG}/templates/welcome/results`)
  const person = await call(server, 'GET', `${ORG}/people/user-7`)
  // The secrets can be read again.
  const { fields, settings, configured } = await call(server, 'GET', `${ORG}/platforms/cio`)
  return [results, person.decisions, fields, settings, configured]
}

const shell = (script: string, { dataDir, databaseUrl }: TestStore): void =>
  void execFileSync('bash', ['-euc', script], {
    env: {
      ...process.env,
      PARLEY_DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      BACKUP: join(folder, 'backup'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })

describe('the commands of docs/operating.md', () => {
  it('back up and restore everything', async () => {
    const store = await createTestStore()
    const isEmbedded = store.databaseUrl === ''
    const server = await start(store)
    await fill(server)
    const before = await shown(server)
    if (isEmbedded) await server.stop()
    shell(isEmbedded ? copy : dump, store)
    // What comes after the backup is lost.
    if (isEmbedded) await server.start()
    await call(server, 'POST', '/api/generate/acme', { template_id: 'welcome', user_id: 'too-late' })
    await server.stop()

    const target = isEmbedded ? store : await createEmptyStore()
    shell(isEmbedded ? putBack : restore, target)
    if (isEmbedded) await server.start()
    const restored = isEmbedded ? server : await start(target)
    expect(await shown(restored)).toEqual(before)
    await call(restored, 'POST', '/api/generate/acme', { template_id: 'welcome', user_id: 'new' })
  })

  it('upgrade a store of the schema before the last migration', async () => {
    const store = await createEmptyStore()
    const migrations = new URL('../../migrations/', import.meta.url)
    const files = readdirSync(migrations)
      .filter(name => /^\d{4}-/.test(name))
      .sort()
    const onDeath = (error: Error) => {
      throw error
    }
    const db = await openDatabase({ ...store, connectionsMax: 1, onDeath })
    await db.query({
      text: 'create table schema_migrations (name text primary key, ran_at timestamptz not null default now())',
    })
    for (const file of files.slice(0, -1)) {
      await db.query({ text: readFileSync(new URL(file, migrations), 'utf8') })
      await db.query({ text: 'insert into schema_migrations (name) values ($1)', values: [file] })
    }
    const attribution = JSON.stringify(DEFAULT_SETTINGS.attribution)
    await db.query({
      text: `insert into orgs (slug, name, attribution, retention) values ('old', 'Old', $1, $2)`,
      values: [attribution, JSON.stringify(DEFAULT_SETTINGS.retention)],
    })
    await db.close()
    const server = await start(store)
    expect(await call(server, 'GET', '/api/v1/orgs/old')).toMatchObject({ slug: 'old', name: 'Old' })
    await fill(server)
  })
})
