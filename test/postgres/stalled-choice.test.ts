import { execFileSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { MAIN } from '../main.ts'
import { callUntilAcknowledged, createServerProcess, KEYS, type ServerProcess } from '../server-process.ts'

let store: TestStore
let operator: pg.Client
let one: ServerProcess
let other: ServerProcess
beforeAll(async () => {
  store = await createTestStore()
  operator = new pg.Client(store.databaseUrl)
  await operator.connect()
  one = await createServerProcess(store)
  other = await createServerProcess(store)
  await Promise.all([one.start(), other.start()])
})
afterAll(async () => {
  await Promise.all([one.kill(), other.kill()])
  await operator.end()
  await store.remove()
})

const AT = '/api/v1/orgs/acme/templates'
const choose = (server: ServerProcess, template_id: string, user_id: string) =>
  callUntilAcknowledged(server, 'POST', '/api/generate/acme', { template_id, user_id, tracking_id: user_id })

async function createTemplate(id: string): Promise<void> {
  const call = (method: string, path: string, body: object) =>
    callUntilAcknowledged(one, method, AT + path, body)
  await call('POST', '', { id, variables: ['subject'], split: { control_share: 0 } })
  const wording = { vars: { subject: 'Hello' }, status: 'approved' }
  await call('POST', `/${id}/variants`, { ...wording, name: 'control', control: true })
  await call('POST', `/${id}/variants`, { ...wording, name: 'a' })
  await call('PATCH', `/${id}`, { status: 'active' })
}

it('a choice that waits for a lock while later ones are looked at is counted by person too', async () => {
  await callUntilAcknowledged(one, 'POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  for (const id of ['held', 'free']) await createTemplate(id)
  await choose(one, 'held', 'first')

  await operator.query('begin')
  await operator.query(`select from variant_counts where template_id = 'held' for update`)
  const held = choose(one, 'held', 'waiting')
  await wait(500)
  const { decision_id } = (await choose(other, 'free', 'later')) as { decision_id: string }
  // The worker looks at it only if the one that waits does not hold it back.
  for (let attempt = 0; attempt < 40; attempt++) {
    const { rows } = await operator.query('select from decided_pairs where id >= $1', [decision_id])
    if (rows.length > 0) break
    await wait(250)
  }
  await operator.query('rollback')
  await held

  const env = { ...process.env, ...KEYS, DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir }
  const said = execFileSync(process.execPath, [MAIN, 'recount', '--org', 'acme'], { env, encoding: 'utf8' })
  expect(said.split('\n').filter(line => line.includes('sums') && !line.includes(' 0 sums'))).toEqual([])
}, 120_000)
