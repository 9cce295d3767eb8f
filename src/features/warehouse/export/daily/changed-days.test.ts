import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { itbl, outside, tell } from '../../../../../test/control-senders.ts'
import { noteChanges } from '../../../../../test/exported-changes.ts'
import { timestamp, useExports } from '../../../../../test/exports.ts'
import { createTemplate, processInbox } from '../../../../../test/factories.ts'
import { askDuckDb } from '../../../../../test/parquet.ts'
import { useScene } from '../../../../../test/scene.ts'
import { DAY_MS, MINUTE_MS } from '../../../../lib/duration.ts'
import { findOrg } from '../../../../runtime/catalog/enter.ts'
import { exportingOf } from '../../../../worker-wiring.ts'
import { withdraw } from '../../../generate/withdraw-store.ts'
import { dayAt, daysBetween } from '../day.ts'
import { folderDestination } from '../destination.ts'
import { exportDays } from '../export-days.ts'
import { createExporter } from './loop.ts'

const scene = useScene()
const { server } = scene
const { write, importAll } = useExports(scene)

const api = async (method: 'DELETE' | 'PATCH' | 'POST' | 'PUT', path: string, body?: object) => {
  const reply = await server.call(method, `/api/v1/orgs/${scene.org}/${path}`, body)
  expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(300)
}
const yesterday = () => new Date(scene.now - DAY_MS).toISOString()

async function choose(who: object): Promise<string> {
  scene.tick()
  const body = { template_id: 'welcome', ...who }
  const reply = await server.call('POST', `/api/generate/${scene.org}`, body)
  expect(reply.status).toBe(200)
  return reply.body.decision_id
}

async function report(event: string, more: object = {}): Promise<void> {
  await scene.report({
    ...{ event, event_id: crypto.randomUUID(), user_id: 'ann', timestamp: yesterday() },
    ...{ value: 5, currency: 'USD', ...more },
  })
  await processInbox(server)
}

async function replayAll(): Promise<void> {
  scene.tick()
  await api('POST', 'requests/replay', { filter: { from: '2020-01-01' } })
  await processInbox(server)
}

const importDay = (values: readonly number[]) => {
  const row = { event_name: 'purchase', message_id: 't-ann', event_timestamp: timestamp(scene.now - DAY_MS) }
  return write(
    'event_date=2026-01-03/a.parquet',
    values.map(value => ({ ...row, value })),
  ).then(path => importAll([path]))
}

const METRIC = { id: 'trials', name: 'Trials', kind: 'rate', events: ['trial'], window_days: 7 }
const CONTROL = [
  itbl('emailSend', 'cid', 0, { messageId: 'm' }),
  itbl('emailOpen', 'cid', 1, { messageId: 'm' }),
]

/** Each kind of change: what comes before the export, and the change itself. */
const CHANGES: Readonly<
  Record<string, { readonly before?: () => Promise<unknown>; readonly change: () => Promise<unknown> }>
> = {
  'a choice': { change: () => choose({ user_id: 'cid' }) },
  'a choice of a clock that is behind': {
    async change() {
      scene.tick(-120)
      await choose({ user_id: 'cid' })
    },
  },
  'a name that a repetition adds': {
    before: () => choose({ tracking_id: 'later' }),
    async change() {
      await choose({ tracking_id: 'later', user_id: 'dan' })
      await server.services.lateNames.flush()
    },
  },
  'a choice that is taken back': {
    async change() {
      const { db, catalog } = server.services
      const org = await catalog.findOrg(scene.org)
      const [made] = await db.query<{ id: string; at: Date }>({
        text: 'select id, decided_at as at from decisions where org_id = $1 limit 1',
        values: [org?.id],
      })
      const claim = {
        orgId: org?.id ?? 0,
        messageKey: null,
        id: made?.id ?? '',
        decidedAt: made?.at ?? new Date(0),
      }
      await withdraw(db, claim.orgId, [claim])
    },
  },
  'a late event': { change: () => report('purchase') },
  'credit that a link of names moves': {
    before: () => report('purchase', { user_id: 'stranger' }),
    change: () => report('visit', { user_id: 'ann', email: 'stranger' }),
  },
  'a refund': {
    before: () => report('purchase', { order_id: 'o' }),
    change: () => report('refund', { order_id: 'o', value: 2 }),
  },
  'a replay with another mapping': {
    async before() {
      await report('purchase')
      await report('email_clicked', { tracking_id: 't-ann' })
    },
    async change() {
      await api('PUT', 'event-mapping', {
        rules: [
          { event: 'purchase', type: 'ignored' },
          { event: 'email_clicked', type: 'open' },
        ],
      })
      await replayAll()
    },
  },
  'a metric': {
    async change() {
      await api('POST', 'metrics', METRIC)
      await report('trial')
    },
  },
  'the end of a metric': {
    async before() {
      await api('POST', 'metrics', METRIC)
      await report('trial')
    },
    change: () => api('DELETE', 'metrics/trials'),
  },
  'an erasure': {
    async before() {
      await report('purchase')
      await report('seen by ann@example.com', { user_id: 'ann@example.com' })
    },
    async change() {
      await api('DELETE', 'people/ann')
      await api('DELETE', 'people/ann@example.com')
    },
  },
  'rows of an export': { change: () => importDay([3, 4]) },
  'other rows in their place': { before: () => importDay([3, 4]), change: () => importDay([4]) },
  'the choice of a channel': {
    before: () => report('purchase'),
    async change() {
      await api('PUT', 'channels', { choices: [{ event: '*', channel: 'warehouse' }] })
      while (await server.services.jobs.round());
    },
  },
  'a control of a platform': { change: () => tell(server, scene.org, ...CONTROL) },
  'a control that is none any more': {
    before: () => tell(server, scene.org, ...CONTROL),
    async change() {
      await api('PATCH', 'templates/offer', { integration: { itbl: { campaign_id: 70, template_id: 700 } } })
      await replayAll()
    },
  },
}

beforeAll(() => noteChanges(server.services.db))

beforeEach(async () => {
  const rule = { conversion_events: ['purchase'] }
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 }, attribution: rule }, 1)
  await createTemplate(server, scene.org, 'offer', outside, 1)
  scene.tick(-2 * (DAY_MS / MINUTE_MS))
  await choose({ user_id: 'ann', tracking_id: 't-ann' })
  await choose({ user_id: 'bob', tracking_id: 't-bob' })
  scene.tick(2 * (DAY_MS / MINUTE_MS))
  await processInbox(server)
})

/** Says of all days that they were exported, and asks for the notes from now on. */
async function exportAll(): Promise<void> {
  const { db } = server.services
  await db.query({ text: 'delete from noted_changes' })
  await db.query({
    text: `insert into warehouse_exports (org_id, connection, with_people, first_day, is_paused, updated_at)
           select id, '{}', true, current_date, true, now() from orgs where slug = $1`,
    values: [scene.org],
  })
  await db.query({
    text: `insert into warehouse_export_days (org_id, day, exported_at)
           select o.id, day::date, now() from orgs o cross join generate_series($2::date - 40, $2::date + 2, interval '1 day') as day where slug = $1`,
    values: [scene.org, new Date(scene.now)],
  })
}

const daysOf = async (table: string, condition: string): Promise<readonly string[]> =>
  (
    await server.services.db.query<{ day: string }>({
      text: `select distinct day::text from ${table} where org_id = (select id from orgs where slug = $1) and ${condition} order by 1`,
      values: [scene.org],
    })
  ).map(({ day }) => day)

it.each(Object.entries(CHANGES))(
  '%s marks each day of which an export would say something else',
  async (_, { before, change }) => {
    await before?.()
    await processInbox(server)
    await exportAll()
    await change()
    await processInbox(server)
    const noted = await daysOf('noted_changes', 'true')
    expect(noted).not.toEqual([])
    expect(await daysOf('warehouse_export_days', 'is_changed')).toEqual(expect.arrayContaining([...noted]))
  },
)

// Those that can follow each other in one organisation.
const IN_TURN = [
  'a late event',
  'credit that a link of names moves',
  'a refund',
  'a name that a repetition adds',
  'a choice that is taken back',
  'the end of a metric',
  'a control that is none any more',
  'an erasure',
  'the choice of a channel',
].map(name => CHANGES[name] ?? { change: () => Promise.reject(new Error(name)) })

const folder = mkdtempSync(join(tmpdir(), 'parley-changed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const dayAgo = (days: number) => dayAt(new Date(scene.now - days * DAY_MS))
const rowsIn = (name: string, dataset: string) =>
  askDuckDb(`select * from read_parquet('${join(folder, name)}/${dataset}/*/*.parquet') order by all`)

async function exportMarked(): Promise<number> {
  scene.tick()
  await api('POST', 'exports/runs')
  const given = exportingOf(server.services)
  const place = {
    destination: folderDestination(join(folder, 'marked')),
    takeOnRole: async () => false,
    close: () => {},
  }
  const places = { ...given.places, open: async () => place }
  const exporter = createExporter({ ...given, spool: join(folder, 'spool'), places })
  while ((await exporter.round()) === 0);
  const { last_run } = (await server.call('GET', `/api/v1/orgs/${scene.org}/exports`)).body
  expect(last_run).toMatchObject({ state: 'finished' })
  return last_run.days.length
}

it('an export of the marked days alone says what one of all days says', async () => {
  // In the first hours of a day, the day before is not exported yet.
  scene.tickToNoon()
  for (const { before } of IN_TURN) await before?.()
  await processInbox(server)
  const credentials = { type: 'static', access_key_id: 'AKIA', secret_access_key: 'very-secret' }
  const connection = { kind: 's3', bucket: 'acme-exports', prefix: 'parley/acme', credentials }
  const [first, last] = [dayAgo(5), dayAgo(1)]
  await api('PUT', 'exports', { connection, with_people: true, first_day: first.name, schedule: null })
  expect(await exportMarked()).toBe(5)
  for (const { change } of IN_TURN) {
    await change()
    await processInbox(server)
  }
  // Nothing happened on the other days.
  expect(await exportMarked()).toBeLessThan(5)

  const org = await findOrg(server.services.catalog, scene.org)
  const { db, clock } = server.services
  const anew = {
    org,
    destination: folderDestination(join(folder, 'anew')),
    days: daysBetween(first, last),
    withPeople: true,
  }
  const spool = join(folder, 'spool')
  for await (const _ of exportDays({ db, clock, spool }, anew));
  for (const dataset of ['decisions', 'events']) {
    const rows = await rowsIn('anew', dataset)
    expect(rows.length).toBeGreaterThan(1)
    expect(await rowsIn('marked', dataset)).toEqual(rows)
  }
})
