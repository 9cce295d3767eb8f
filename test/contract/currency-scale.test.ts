import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'

// Decimals by the tables of Node 20.19 (ICU 76) and of Node 20.20 (ICU 78), where they are not ISO 4217's.
const ALWAYS = { IQD: 0, LBP: 0, ITL: 0 }
const OLD_TABLES = { ...ALWAYS, RSD: 0 }
const NEW_TABLES = { ...ALWAYS, COP: 0, HUF: 0, IDR: 0, PKR: 0 }

const FORINTS = [12_000, 8_500, 250_000, 99, 1_499]

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})
afterAll(() => server.close())

/** An organisation with a template whose conversions count, and a message to `user`. */
async function start(org: string): Promise<void> {
  await createOrg(server, org)
  await createTemplate(server, org, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { lookback_days: 14, offset_days: 0 },
  })
  const person = { template_id: 'welcome', user_id: 'user-1' }
  expect((await server.call('POST', `/api/generate/${org}`, person)).status).toBe(200)
}

/** Tells of orders, and returns what the events that they became say. */
async function order(org: string, orders: readonly (readonly [value: number, currency: string])[]) {
  const events = orders.map(([value, currency], at) => ({
    event: 'purchase',
    user_id: 'user-1',
    event_id: `${org} ${at}`,
    value,
    currency,
  }))
  expect((await server.call('POST', `/api/webhook/events/${org}`, events)).status).toBe(200)
  await processInbox(server)
  return shownEvents(org)
}

async function shownEvents(org: string): Promise<Record<string, [unknown, unknown]>> {
  const { body } = await server.call('GET', `/api/v1/orgs/${org}/events?limit=100`)
  return Object.fromEntries(
    body.items.map((event: Record<string, unknown>) => [
      String(event['dedupe_key']).split(' ').at(-1),
      [event['value'], event['currency']],
    ]),
  )
}

async function shownMoney(org: string) {
  const results = await server.call('GET', `/api/v1/orgs/${org}/templates/welcome/results`)
  const person = await server.call('GET', `/api/v1/orgs/${org}/people/user-1`)
  return {
    results: results.body.treatment.revenue_by_currency,
    person: person.body.decisions[0].facts.revenue,
    events: await shownEvents(org),
  }
}

describe('money', () => {
  it('has the decimals of ISO 4217, whatever the tables of Node say', async () => {
    await start('decimals')
    const orders = [
      [2_340.75, 'HUF'],
      [64.99, 'PKR'],
      [180_500.5, 'IDR'],
      [7.25, 'RSD'],
      [19.99, 'COP'],
      [3.125, 'IQD'],
      [45.5, 'LBP'],
      [4_200, 'ISK'],
      [310.25, 'TWD'],
      [1.2345, 'CLF'],
    ] as const
    const shown = await order('decimals', orders)
    expect(Object.keys(shown)).toHaveLength(orders.length)
    for (const [at, given] of orders.entries()) expect(shown[at]).toEqual(given)
    expect((await shownMoney('decimals')).results).toEqual(
      Object.fromEntries(orders.map(([value, currency]) => [currency, value])),
    )
  })

  it.each(['NAN', 'XXX', 'xau', 'ABC'])('is not counted in %s, which is no currency', async code => {
    const org = `no-money-${code.toLowerCase()}`
    await start(org)
    expect(await order(org, [[5, code]])).toEqual({ 0: [null, null] })
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/events?limit=1`)
    expect(body.items[0].properties).toMatchObject({ value: 5, currency: code })
    expect((await shownMoney(org)).results).toEqual({})
  })

  it('is refused as the currency of an organisation when it is no currency', async () => {
    await createOrg(server, 'refused')
    const { status, body } = await server.call('PATCH', '/api/v1/orgs/refused', { currency: 'XXX' })
    expect([status, body.errors?.[0].message]).toEqual([
      422,
      '"XXX" is not an ISO 4217 currency, such as EUR.',
    ])
  })
})

describe('the migration of stored money', () => {
  /** Orders as a version before the migration stored them on a Node with these tables. */
  async function storeAsBefore(
    org: string,
    tables: Readonly<Record<string, number>>,
    orders: Parameters<typeof order>[1],
  ) {
    await start(org)
    await setDigits(org, tables)
    await order(org, orders)
    // A code that once was money, and that versions before the migration counted.
    for (const table of ['events', 'variant_revenue'])
      await server.services.db.query({
        text: `update ${table} set currency = 'ITL' where currency = 'JPY'`,
      })
    return shownMoney(org)
  }

  async function setDigits(org: string, digits: Readonly<Record<string, number>>): Promise<void> {
    const { db, catalog } = server.services
    await db.query({
      text: 'update orgs set currency_digits = $2, config_version = config_version + 1 where slug = $1',
      values: [org, JSON.stringify(digits)],
    })
    await catalog.changed(org)
  }

  /** Takes back the migration, and runs it. */
  async function migrate(...orgs: readonly string[]): Promise<Record<string, unknown>> {
    const { db, catalog } = server.services
    await db.transaction(async session => {
      await session.query({ text: 'alter table orgs drop column currency_digits' })
      await session.query({ text: readFileSync('migrations/0016-currency-scale.sql', 'utf8') })
      await session.query({ text: 'update orgs set config_version = config_version + 1' })
    })
    for (const org of orgs) await catalog.changed(org)
    const rows = await db.query<{ slug: string; digits: unknown }>({
      text: 'select slug, currency_digits as digits from orgs',
    })
    return Object.fromEntries(rows.map(({ slug, digits }) => [slug, digits]))
  }

  const empty = async () => {
    for (const table of ['events', 'event_keys', 'inbound_requests', 'variant_revenue'])
      await server.services.db.query({ text: `delete from ${table}` })
  }

  const orders = [
    ...FORINTS.map(value => [value, 'HUF'] as const),
    [350_000, 'IDR'],
    [99, 'PKR'],
    [1_200, 'RSD'],
    [25_000, 'IQD'],
    [90_000, 'LBP'],
    [12.5, 'EUR'],
    [700, 'JPY'],
  ] as const

  it('changes no figure that was written on Node 20.19', async () => {
    await empty()
    const before = await storeAsBefore('old-node', OLD_TABLES, orders)
    expect(before.results).toMatchObject({ HUF: 272_098, IDR: 350_000, RSD: 1_200 })
    const digits = await migrate('old-node')
    expect(digits['old-node']).toEqual({ IQD: 0, ITL: 0, LBP: 0, RSD: 0 })
    expect(await shownMoney('old-node')).toEqual(before)
  })

  it('changes no figure that was written on Node 20.20', async () => {
    await empty()
    const before = await storeAsBefore('new-node', NEW_TABLES, orders)
    const digits = await migrate('new-node')
    expect(digits['new-node']).toEqual({ HUF: 0, IDR: 0, IQD: 0, ITL: 0, LBP: 0, PKR: 0 })
    expect(await shownMoney('new-node')).toEqual(before)
    const added = await server.call('POST', '/api/webhook/events/new-node', {
      event: 'purchase',
      user_id: 'user-1',
      event_id: 'later',
      value: 15_000,
      currency: 'HUF',
    })
    expect(added.status).toBe(200)
    await processInbox(server)
    expect((await shownMoney('new-node')).results.HUF).toBe(287_098)
  })

  it('takes from one organisation what another no longer shows', async () => {
    await empty()
    await storeAsBefore('shows', NEW_TABLES, orders)
    await storeAsBefore('shows-not', NEW_TABLES, [[5_000, 'COP']])
    await server.services.db.query({
      text: `delete from inbound_requests where org_id = (select id from orgs where slug = 'shows-not')`,
    })
    expect((await migrate())['shows-not']).toEqual({ COP: 0 })
  })

  it('leaves alone what it knows nothing of', async () => {
    await empty()
    await start('fresh')
    expect((await migrate())['fresh']).toEqual({})
  })
})
