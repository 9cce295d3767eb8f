import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../../test/factories.ts'
import { askDuckDb } from '../../../../test/parquet.ts'
import { useScene } from '../../../../test/scene.ts'
import { DAY_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { findOrg } from '../../../runtime/catalog/enter.ts'
import { exportsOf } from '../../../worker-wiring.ts'
import { readImportFlags } from '../flags.ts'
import { type Imported, importFiles } from '../import-files.ts'
import { dayAt, daysBetween } from './day.ts'
import { type Destination, folderDestination } from './destination.ts'
import { exportDays } from './export-days.ts'

const scene = useScene()
const { server } = scene
const folder = mkdtempSync(join(tmpdir(), 'parley-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const root = () => join(folder, scene.org)
const api = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) => {
  const reply = await server.call(method, `/api/v1/orgs/${scene.org}/${path}`, body)
  expect(reply.status).toBeLessThan(300)
  return reply.body
}

interface Asked {
  readonly withPeople?: boolean
  readonly fileRowsMax?: number
  readonly destination?: Destination
}

// The day of the first choice.
let first = dayAt(new Date(0))

/** Exports every day since the first choice. */
async function exportAll({ withPeople = false, destination, ...given }: Asked = {}): Promise<void> {
  scene.tick()
  const { db, clock, catalog } = server.services
  const org = await findOrg(catalog, scene.org)
  const days = daysBetween(first, dayAt(clock()))
  const exporting = { db, clock, spool: join(folder, 'spool') }
  const to = destination ?? folderDestination(root())
  for await (const _ of exportDays(exporting, { org, days, withPeople, destination: to, ...given }));
}

const dataset = (name: 'decisions' | 'events') =>
  `read_parquet('${root()}/${name}/*/*.parquet', hive_partitioning = true)`
const filesOf = (name: 'decisions' | 'events', day = first) => {
  const path = join(root(), name, `event_date=${day.name}`)
  return readdirSync(path).sort()
}

const choose = async (user: string, template_id = 'welcome') => {
  scene.tick()
  const choice = {
    ...{ template_id, user_id: user, tracking_id: `${template_id}-${user}` },
    email: `${user}@example.com`,
  }
  expect((await server.call('POST', `/api/generate/${scene.org}`, choice)).status).toBe(200)
}
const say = (event: string, user: string, more: object = {}) =>
  scene.report({ event, event_id: `${event}-${user}-${JSON.stringify(more)}`, user_id: user, ...more })
const at = (moment: number) => new Date(moment).toISOString()

beforeEach(async () => {
  const settings = { split: { control_share: 0.4 }, attribution: { lookback_days: 14 } }
  await createTemplate(server, scene.org, 'welcome', settings, 2)
  scene.tickToNoon()
  first = dayAt(new Date(scene.now))
})

const USERS = Array.from({ length: 12 }, (_, number) => `u${number}`)

/** Some days with everything that makes figures hard: see the names of the steps. */
async function liveThroughDays(compare: () => Promise<void>): Promise<void> {
  const metric = {
    id: 'spent',
    name: 'Spent',
    kind: 'sum',
    events: ['purchase'],
    value_field: null,
    window_days: 7,
  }
  await api('POST', 'metrics', metric)
  await createTemplate(server, scene.org, 'goodbye', { split: { control_share: 0.4 } }, 1)
  await api('PATCH', '', { attribution: { credit: 'each_template', offset_days: 0, lookback_days: 14 } })
  for (const user of USERS) await choose(user)
  for (const user of USERS.slice(0, 6)) await choose(user, 'goodbye')
  for (const user of USERS.slice(0, 9)) await say('email_sent', user, { tracking_id: `welcome-${user}` })
  for (const user of USERS.slice(0, 7)) await say('email_opened', user, { tracking_id: `welcome-${user}` })
  const before = scene.now
  scene.tick(DAY_MS / MINUTE_MS)
  for (const user of USERS.slice(2, 6)) await say('email_clicked', user, { tracking_id: `welcome-${user}` })
  for (const [number, user] of USERS.slice(0, 8).entries())
    await say('purchase', user, {
      value: number + 0.25,
      currency: number % 3 === 0 ? 'JPY' : 'USD',
      order_id: user,
    })
  // A duplicate, an event without an amount, and one of nobody.
  await say('purchase', 'u1', { value: 1.25, currency: 'USD', order_id: 'u1' })
  await say('purchase', 'u9')
  await say('purchase', 'stranger', { value: 5, currency: 'USD' })
  await processInbox(server)
  await compare()
  // Late events of the first day, refunds, and a person who is erased.
  await say('email_opened', 'u8', { tracking_id: 'welcome-u8', timestamp: at(before) })
  await say('purchase', 'u10', { value: 7.5, currency: 'EUR', timestamp: at(before) })
  await say('refund', 'u2', { value: 1, currency: 'USD', order_id: 'u2' })
  await say('refund', 'u4', { order_id: 'u4' })
  await processInbox(server)
  await api('DELETE', 'people/u5')
  // A replay after a change of the mapping: clicks are no clicks any more, for a while.
  await api('PUT', 'event-mapping', { rules: [{ event: 'email_clicked', type: 'ignored' }] })
  await api('POST', 'requests/replay', { filter: { from: at(before) } })
  await processInbox(server)
  await compare()
}

interface Figured extends Readonly<Record<string, unknown>> {
  readonly decisions: number
  readonly metrics: readonly { readonly messages: number; readonly total: number }[]
}

const FIGURES = ['decisions', 'sends', 'opens', 'clicks', 'conversions', 'orders', 'revenue_by_currency']

/** The figures of each wording, as the results say them. */
async function resultsOf(template: string) {
  const { variants }: { variants: readonly Figured[] } = await api('GET', `templates/${template}/results`)
  return variants
    .filter(({ decisions }) => decisions > 0)
    .map(variant => ({
      ...{ id: variant['id'], name: variant['name'] },
      ...Object.fromEntries(FIGURES.map(figure => [figure, variant[figure]])),
      ...{ spenders: variant.metrics[0]?.messages, spent: variant.metrics[0]?.total },
    }))
    .sort(byId)
}

/** The same figures, by DuckDB from the files alone. */
async function recomputed(template: string) {
  const of = (event: string) =>
    `count(distinct decision_id) filter (where counts_as = '${event}' and not is_machine)`
  const rows = await askDuckDb(`
    with messages as (
      select variant_id, any_value(variant_name) as name, count(*) as decisions from ${dataset('decisions')}
      where template_id = '${template}' and is_counted and arm in ('control', 'treatment') group by variant_id
    ), counts as (
      select variant_id, ${of('send')} as sends, ${of('open')} as opens, ${of('click')} as clicks, ${of('conversion')} as conversions,
        count(*) filter (where counts_as = 'conversion' and credited_currency = 'USD') as orders,
        count(distinct decision_id) filter (where custom_metrics like '%"spent"%') as spenders,
        sum((custom_metrics->>'spent')::int) / 100 as spent
      from ${dataset('events')} where template_id = '${template}' group by variant_id
    ), sums as (
      select variant_id, credited_currency, sum(credited_value)::double as amount from ${dataset('events')}
      where template_id = '${template}' and credited_value is not null group by all
    ), money as (
      select variant_id, json_group_object(credited_currency, amount) as money from sums group by 1
    )
    select * from messages left join counts using (variant_id) left join money using (variant_id)`)
  const figures = [...FIGURES, 'spenders', 'spent']
  return rows
    .map(({ variant_id, name, money, ...counts }) => ({
      ...{ id: variant_id, name },
      ...Object.fromEntries(figures.map(figure => [figure, Number(counts[figure] ?? 0)])),
      revenue_by_currency: JSON.parse(String(money ?? '{}')),
    }))
    .sort(byId)
}

const byId = (left: { readonly id: unknown }, right: { readonly id: unknown }): number =>
  String(left.id) < String(right.id) ? -1 : 1

describe('exported files', () => {
  it('have every figure of the results', async () => {
    await liveThroughDays(async () => {
      await exportAll()
      for (const template of ['welcome', 'goodbye']) {
        const figures = await resultsOf(template)
        expect(figures.length).toBeGreaterThan(1)
        expect(await recomputed(template)).toEqual(figures)
      }
    })
    const [total] = await askDuckDb(
      `select count(distinct event_id)::int as events, count(*)::int as rows from ${dataset('events')}`,
    )
    expect(total?.['events']).toBe((await api('GET', 'events?limit=100')).items.length)
    // Some purchases count for a message of each template.
    expect(total?.['rows']).toBeGreaterThan(Number(total?.['events']))
  })

  it('say what became of each event, in UTC', async () => {
    await choose('u0')
    const moment = first.from.getTime() + 11 * 3_600_000
    await say('email_opened', 'u0', { tracking_id: 'welcome-u0', timestamp: at(scene.now) })
    await say('purchase', 'stranger', { value: 5, currency: 'USD', timestamp: at(moment) })
    await processInbox(server)
    await exportAll()
    const [decision] = (await api('GET', 'events?type=open')).items
    expect(
      await askDuckDb(
        `select event_name, event_type, outcome, decision_id, counts_as, matched_by, value::varchar as value, user_id,
           epoch_ms(event_timestamp) as at, event_date::varchar as day from ${dataset('events')} order by event_type desc`,
      ),
    ).toMatchObject([
      {
        ...{ event_name: 'email_opened', event_type: 'open', outcome: 'counted', counts_as: 'open' },
        ...{ decision_id: decision.decision_id, matched_by: 'tracking-id', value: null, user_id: null },
      },
      {
        ...{ event_name: 'purchase', event_type: 'conversion', outcome: 'unmatched', counts_as: null },
        ...{ value: '5.0000', at: String(moment), day: first.name },
      },
    ])
  })

  it('name no person, unless that is asked for', async () => {
    await choose('u0')
    await say('email_opened', 'u0', { tracking_id: 'welcome-u0' })
    await processInbox(server)
    const people = async (name: 'decisions' | 'events') =>
      askDuckDb(`select user_id, email from ${dataset(name)}`)
    await exportAll()
    expect(await people('decisions')).toEqual([{ user_id: null, email: null }])
    expect(await people('events')).toEqual([{ user_id: null, email: null }])
    await exportAll({ withPeople: true })
    expect(await people('decisions')).toEqual([{ user_id: 'u0', email: 'u0@example.com' }])
    expect(await people('events')).toMatchObject([{ user_id: 'u0' }])
  })
})

describe('a day', () => {
  it('has several files if it is large, and a manifest that names them', async () => {
    for (const user of USERS.slice(0, 3)) await choose(user)
    await exportAll({ fileRowsMax: 1 })
    const names = filesOf('decisions')
    // The rows of one page stay together.
    expect(names).toEqual(['_SUCCESS', '_manifest.json', expect.stringMatching(/^part-/)])
    const manifest = JSON.parse(
      readFileSync(join(root(), 'decisions', `event_date=${first.name}`, names[1] ?? ''), 'utf8'),
    )
    expect(manifest).toMatchObject({
      ...{ dataset: 'decisions', event_date: first.name, rows: 3 },
      entries: [
        { url: expect.stringContaining(names[2] ?? '?'), mandatory: true, meta: { record_count: 3 } },
      ],
    })
  })

  it('is replaced as a whole when it is exported again', async () => {
    await choose('u0')
    await exportAll()
    const before = filesOf('decisions')
    await choose('u1')
    await exportAll()
    const after = filesOf('decisions')
    expect(after).toHaveLength(before.length)
    expect(after).not.toEqual(before)
    expect(await askDuckDb(`select count(*)::int as rows from ${dataset('decisions')}`)).toEqual([
      { rows: 2 },
    ])
  })

  it('that breaks off has no _SUCCESS, its former files stay until the manifest names the new ones', async () => {
    await choose('u0')
    await exportAll()
    const before = filesOf('decisions')
    await choose('u1')
    const whole = folderDestination(root())
    const full = { ...whole, putText: () => Promise.reject(new Error('no space left')) }
    await expect(exportAll({ destination: full })).rejects.toThrow('no space left')
    const broken = filesOf('decisions')
    expect(broken).not.toContain('_SUCCESS')
    expect(broken).toEqual(expect.arrayContaining(before.filter(name => name !== '_SUCCESS')))
    await exportAll()
    expect(filesOf('decisions')).toHaveLength(before.length)
    expect(await askDuckDb(`select count(*)::int as rows from ${dataset('decisions')}`)).toEqual([
      { rows: 2 },
    ])
  })
})

it('an export of Parley is refused by the import, with a reason', async () => {
  await choose('u0')
  await say('email_opened', 'u0', { tracking_id: 'welcome-u0' })
  await processInbox(server)
  await exportAll()
  const exported = root()
  await scene.enterAnotherOrg()
  const { services } = server
  const org = await findOrg(services.catalog, scene.org)
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...exportsOf(services, org),
    onProgress: () => {},
  }
  const none = {
    ...{ platform: undefined, columns: undefined, properties: undefined },
    ...{ window: undefined, scrubbed: undefined },
  }
  const given = { orgId: org.id, source: 'files', reading: readImportFlags(none), isAccepted: false }
  const imports: Imported[] = []
  for (const name of ['events', 'decisions'])
    for await (const each of importFiles(loading, { ...given, paths: [join(exported, name)] }))
      imports.push(each)
  expect(imports.map(each => ('reason' in each ? each.reason : each.state))).toEqual([
    expect.stringContaining('own-export: '),
    expect.stringContaining('missing-columns: '),
  ])
})
