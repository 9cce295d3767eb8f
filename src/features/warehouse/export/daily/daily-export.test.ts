import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../../../test/factories.ts'
import { askDuckDb } from '../../../../../test/parquet.ts'
import { useScene } from '../../../../../test/scene.ts'
import { DAY_MS, MINUTE_MS } from '../../../../lib/duration.ts'
import { exportingOf } from '../../../../worker-wiring.ts'
import { SourceError } from '../../source-error.ts'
import { dayAt } from '../day.ts'
import { type Destination, folderDestination } from '../destination.ts'
import { createExporter } from './loop.ts'

const scene = useScene()
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-daily-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const root = () => join(folder, scene.org)
const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path = '', body?: object) =>
  server.call(method, `/api/v1/orgs/${scene.org}/exports${path}`, body)
const SETTING = {
  connection: {
    ...{ kind: 's3', bucket: 'acme-exports', prefix: 'parley/acme' },
    credentials: { type: 'static', access_key_id: 'AKIA', secret_access_key: 'very-secret' },
  },
}

/** The worker's exporter, into a folder in place of the bucket. */
const exporter = (destination: Destination = folderDestination(root())) => {
  const open = async () => ({ destination, takeOnRole: async () => false, close: () => {} })
  const given = exportingOf(server.services)
  return createExporter({ ...given, spool: join(folder, 'spool'), places: { ...given.places, open } })
}

/** Asks for a run, and does it. @returns the days that it exported */
async function run(destination?: Destination): Promise<readonly string[]> {
  scene.tick()
  expect((await call('POST', '/runs')).status).toBe(202)
  while ((await exporter(destination).round()) === 0);
  const { last_run } = (await call('GET')).body
  return last_run.days.map(({ day }: { day: string }) => day)
}

const day = (ago: number): string => dayAt(new Date(scene.now - ago * DAY_MS)).name
const at = (ago: number): string => `${day(ago)}T18:00:00Z`
const NEXT_DAY = DAY_MS / MINUTE_MS

async function buy(user: string, more: object = {}): Promise<void> {
  await scene.report({
    event: 'purchase',
    event_id: crypto.randomUUID(),
    user_id: user,
    value: 5,
    currency: 'USD',
    ...more,
  })
  await processInbox(server)
}

// Exports of other tests would come by their schedule.
afterEach(() => call('DELETE'))

beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } }, 1)
  scene.tickToNoon()
  for (const user of ['u1', 'u2'])
    await server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: user })
  expect((await call('PUT', '', { ...SETTING, first_day: day(0) })).status).toBe(200)
  // The day of the choices is over.
  scene.tick(NEXT_DAY)
})

describe('the settings', () => {
  it('are shown without their secret, changed, and deleted', async () => {
    expect(await call('GET')).toMatchObject({
      status: 200,
      body: {
        connection: {
          ...{ bucket: 'acme-exports', prefix: 'parley/acme/' },
          credentials: { type: 'static', access_key_id: 'AKIA', is_secret_set: true },
        },
        ...{ with_people: false, schedule: '30 3 * * *', last_run: null, next_run_at: expect.any(String) },
      },
    })
    const { credentials } = SETTING.connection
    const { secret_access_key: _, ...known } = credentials
    const changed = { connection: { ...SETTING.connection, credentials: known }, paused: true }
    expect(await call('PUT', '', changed)).toMatchObject({ body: { paused: true, next_run_at: null } })
    expect(await call('POST', '/runs')).toMatchObject({ status: 409 })
    expect((await call('DELETE')).status).toBe(204)
    expect(await call('GET')).toMatchObject({ status: 404, body: { code: 'not-found' } })
  })

  it('are refused if they make no sense', async () => {
    const schedule = await call('PUT', '', { ...SETTING, schedule: 'every day' })
    expect(schedule).toMatchObject({ status: 422, body: { errors: [{ field: '/schedule' }] } })
    const connection = { ...SETTING.connection, credentials: { type: 'chain' } }
    expect(await call('PUT', '', { connection })).toMatchObject({
      ...{ status: 422, body: { errors: [{ field: '/connection/credentials' }] } },
    })
  })
})

describe('a run', () => {
  it('exports the days that are over', async () => {
    expect(await run()).toEqual([day(1)])
    expect((await call('GET')).body).toMatchObject({
      days: { exported: 1, due: 0, last: day(1) },
      last_run: { state: 'finished', planned_days: 1, days: [{ decisions: 2, events: 0, files: 1 }] },
    })
    expect(await run()).toEqual([])
  })

  it('comes by its schedule', async () => {
    scene.tick(NEXT_DAY)
    while ((await exporter().round()) === 0);
    expect((await call('GET')).body.last_run).toMatchObject({ state: 'finished', trigger: 'schedule' })
    expect((await call('GET', '/runs')).body.items).toHaveLength(1)
  })

  it('that fails says why, and the next one exports what is missing', async () => {
    const closed = {
      ...folderDestination(root()),
      put: () => Promise.reject(new SourceError('The bucket refused to store it.')),
    }
    expect(await run(closed)).toEqual([])
    expect((await call('GET')).body).toMatchObject({
      days: { exported: 0, due: 1 },
      last_run: { state: 'failed', failure: 'The bucket refused to store it.' },
    })
    const needs = async () =>
      (await scene.server.call('GET', `/api/v1/orgs/${scene.org}/overview`)).body.needs_you.filter(
        ({ kind }: { kind: string }) => kind === 'export-failing',
      )
    expect(await needs()).toMatchObject([
      { detail: 'The bucket refused to store it.', link: `/o/${scene.org}/exports` },
    ])
    expect(await run()).toEqual([day(1)])
    expect(await needs()).toEqual([])
  })

  it('goes on after the death of its process', async () => {
    scene.tick()
    await call('POST', '/runs')
    await server.services.db.query({
      text: `update warehouse_export_runs set state = 'running', failures = 1, leased_until = $1`,
      values: [new Date(scene.now + 15_000)],
    })
    expect(await exporter().round()).toBeGreaterThan(0)
    scene.tick()
    expect(await exporter().round()).toBe(0)
    expect((await call('GET')).body.last_run).toMatchObject({ state: 'finished', days: [{ day: day(1) }] })
  })
})

describe('the days', () => {
  const states = async (query = '') =>
    (await call('GET', `/days${query}`)).body.items.map((each: { day: string; state: string }) => [
      each.day,
      each.state,
    ])

  it('wait before the first run, and say what has changed since', async () => {
    scene.tick(NEXT_DAY)
    const [first, second] = [day(2), day(1)]
    expect((await call('GET')).body.days).toEqual({ exported: 0, due: 2, last: null })
    expect(await states()).toEqual([
      [second, 'waiting'],
      [first, 'waiting'],
    ])
    await run()
    await buy('u1', { timestamp: at(2) })
    const { items, next_cursor } = (await call('GET', '/days?limit=1')).body
    expect(items).toEqual([
      { day: second, state: 'exported', exported_at: expect.any(String), decisions: 0, events: 0 },
    ])
    expect((await call('GET', `/days?cursor=${next_cursor}`)).body).toMatchObject({
      ...{ items: [{ day: first, state: 'changed', decisions: 2 }], next_cursor: null },
    })
  })

  it('whose data may be deleted for its age are closed', async () => {
    const kept = (await server.call('GET', `/api/v1/orgs/${scene.org}`)).body.retention.events_days
    await run()
    // As a store that has exported for longer than it keeps events.
    await server.services.db.query({
      text: 'update warehouse_export_days set day = $1, is_changed = true where day = $2',
      values: [day(kept), day(1)],
    })
    expect((await call('GET')).body.days).toMatchObject({ due: 1 })
    expect((await states('?limit=100')).at(-1)).toEqual([day(kept), 'closed'])
  })
})

it('what has to be set up lets Parley write under the prefix, and no more', async () => {
  const codes = async () =>
    Object.fromEntries(
      (await call('GET', '/setup')).body.items.map(({ key, code }: { key: string; code: string }) => [
        key,
        code,
      ]),
    )
  const { 'export-policy': written, 'trust-policy': trusted } = await codes()
  expect(trusted).toBeUndefined()
  expect(JSON.parse(written).Statement).toEqual([
    {
      ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme-exports' },
      Condition: { StringLike: { 's3:prefix': ['parley/acme/', 'parley/acme/*'] } },
    },
    {
      ...{ Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'] },
      Resource: 'arn:aws:s3:::acme-exports/parley/acme/*',
    },
  ])
  const connection = { ...SETTING.connection, credentials: { type: 'assume_role' } }
  const { external_id } = (await call('PUT', '', { ...SETTING, connection })).body.connection.credentials
  expect((await codes())['trust-policy']).toContain(external_id)
})

describe('a day that was exported is exported again', () => {
  const rows = async () => {
    const files = `${root()}/events/event_date=${day(1)}/*.parquet`
    return askDuckDb(
      `select outcome, credited_value::double as value from read_parquet('${files}') order by all`,
    )
  }

  it('after a late event', async () => {
    await run()
    scene.tick()
    await buy('u1', { timestamp: at(1) })
    expect((await call('GET')).body.days).toMatchObject({ exported: 0, due: 1 })
    expect(await run()).toEqual([day(1)])
    expect(await rows()).toEqual([{ outcome: 'counted', value: 5 }])
    expect(await run()).toEqual([])
  })

  it('after the credit of its events has moved', async () => {
    await buy('stranger', { timestamp: at(1), email: 'ann@example.com' })
    await run()
    expect(await rows()).toEqual([{ outcome: 'unmatched', value: null }])
    // An event of today shows that the stranger is u1.
    await scene.report({ event: 'email_opened', event_id: 'o', user_id: 'u1', email: 'ann@example.com' })
    await processInbox(server)
    expect((await call('GET')).body.days).toMatchObject({ due: 1 })
    expect(await run()).toEqual([day(1)])
    expect(await rows()).toEqual([{ outcome: 'counted', value: 5 }])
  })

  it('after the erasure of a person', async () => {
    await call('PUT', '', { ...SETTING, first_day: day(1), with_people: true })
    const people = () =>
      askDuckDb(`select user_id from read_parquet('${root()}/decisions/*/*.parquet') order by all`)
    await run()
    expect(await people()).toEqual([{ user_id: 'u1' }, { user_id: 'u2' }])
    expect((await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/u1`)).status).toBe(200)
    expect(await run()).toEqual([day(1)])
    expect(await people()).toEqual([{ user_id: 'u2' }, { user_id: null }])
  })

  it('after an event that arrived while the day was exported', async () => {
    const slow: Destination = {
      ...folderDestination(root()),
      async put(...given) {
        await folderDestination(root()).put(...given)
        // The clock stands still, so the lease of the run stays.
        const late = {
          event: 'purchase',
          event_id: 'late',
          user_id: 'u1',
          value: 5,
          currency: 'USD',
          timestamp: at(1),
        }
        await server.call('POST', `/api/webhook/events/${scene.org}`, late)
        await processInbox(server)
      },
    }
    // Without a schedule, only the runs that are asked for.
    expect((await call('PUT', '', { ...SETTING, first_day: day(1), schedule: null })).status).toBe(200)
    expect(await run(slow)).toEqual([day(1)])
    expect(await run()).toEqual([day(1)])
    expect(await rows()).toEqual([{ outcome: 'counted', value: 5 }])
  })

  // The last one: no partitions are there for choices of that time.
  it('but not after an event of today, and not when something may have been deleted for its age', async () => {
    // Choices are looked at once, seconds after them.
    await processInbox(server)
    await run()
    await buy('u2')
    expect((await call('GET')).body.days).toMatchObject({ exported: 1, due: 0 })
    const old = day(1)
    await server.services.db.query({ text: 'update warehouse_export_days set is_changed = true', values: [] })
    const kept = (await server.call('GET', `/api/v1/orgs/${scene.org}`)).body.retention.events_days
    await server.services.db.query({
      text: `update warehouse_exports set first_day = $1`,
      values: [day(-kept)],
    })
    scene.tick((kept + 1) * NEXT_DAY)
    expect(await run()).not.toContain(old)
    expect(readdirSync(join(root(), 'decisions', `event_date=${old}`))).toHaveLength(3)
  })
})
