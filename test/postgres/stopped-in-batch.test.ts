import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'

let store: TestStore
let operator: pg.Client
let sleeper: ServerProcess
let other: ServerProcess
beforeAll(async () => {
  store = await createTestStore()
  operator = new pg.Client(store.databaseUrl)
  await operator.connect()
  sleeper = await createServerProcess(store)
  other = await createServerProcess(store)
  await sleeper.start()
})
afterAll(async () => {
  await Promise.all([sleeper.kill(), other.kill()])
  await operator.end()
  await store.remove()
})

const call = (server: ServerProcess, method: string, path: string, body?: unknown) =>
  callUntilAcknowledged(server, method, path, body)
const report = async (server: ServerProcess, event_id: string): Promise<string> => {
  const event = { event: 'visit', event_id, user_id: 'kim' }
  const reply = await call(server, 'POST', '/api/webhook/events/acme', event)
  return (reply as { request_id: string }).request_id
}
const outcome = async (server: ServerProcess, request: string) =>
  ((await call(server, 'GET', `/api/v1/orgs/acme/requests/${request}`)) as { outcome: string | null }).outcome
const soon = { timeout: 30_000, interval: 250 }

it('a process that stands still in the middle of a batch does not hold up the organisation', async () => {
  await call(sleeper, 'POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme' })
  await operator.query('create sequence insertions')
  await operator.query(`create function sleep_once() returns trigger language plpgsql as $$
    begin if nextval('insertions') = 1 then perform pg_sleep(1); end if; return new; end $$`)
  await operator.query(
    'create trigger sleeping before insert on events for each row execute function sleep_once()',
  )
  const request = await report(sleeper, 'first')
  const asleep = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
  await expect.poll(async () => (await operator.query(asleep)).rowCount, { ...soon, interval: 20 }).toBe(1)
  sleeper.signal('SIGSTOP')
  await other.start()
  await expect.poll(() => outcome(other, request), soon).toBe('unmatched')

  sleeper.signal('SIGCONT')
  const later = await report(sleeper, 'later')
  await expect.poll(() => outcome(sleeper, later), soon).toBe('unmatched')
}, 120_000)
