import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestStore, type TestStore } from '../database.ts'
import { callUntilAcknowledged, createServerProcess, type ServerProcess } from '../server-process.ts'

// Another version of Node that wrote the data folder before. Without one, the same version opens it twice.
const OTHER_NODE = process.env['OTHER_NODE'] ?? process.execPath

let store: TestStore
let server: ServerProcess
beforeAll(async () => {
  store = await createTestStore()
  server = await createServerProcess(store)
})
afterAll(async () => {
  await server.kill()
  await store.remove()
})

const call = (method: string, path: string, body?: unknown) =>
  callUntilAcknowledged(server, method, path, body)
const get = (path: string) => call('GET', `/api/v1/orgs/acme${path}`)

const PURCHASES: readonly (readonly [value: unknown, currency: string])[] = [
  ...([
    [15_000, 'HUF'],
    [1500.55, 'HUF'],
    [250_000, 'IDR'],
    [99.49, 'PKR'],
    [12.34, 'COP'],
  ] as const),
  ...([
    [7.5, 'RSD'],
    [1.234, 'KWD'],
    [1500, 'JPY'],
    [3.21, 'IQD'],
    [5.5, 'LAK'],
    [1, 'ISK'],
  ] as const),
  ...([
    [2, 'AFN'],
    [9.99, 'MGA'],
    [4.5, 'UYW'],
    ['1.234,56 €', 'EUR'],
    ['$1,299.00', 'USD'],
  ] as const),
]

const times = (seconds: number): readonly unknown[] => [
  seconds,
  seconds * 1e6,
  new Date(seconds * 1000).toUTCString(),
  `${new Date(seconds * 1000).toISOString().replace('Z', '')}[Etc/UTC]`,
]

async function report(events: readonly object[]): Promise<void> {
  await call('POST', '/api/webhook/events/acme', events)
  const waits = async () => {
    const { items } = (await get('/requests?limit=100')) as { items: { processed_at: string | null }[] }
    return items.filter(({ processed_at }) => processed_at === null).length
  }
  await expect.poll(waits, { timeout: 30_000 }).toBe(0)
}

/** Everything that shows figures, without what depends on the moment of asking. */
async function figures(): Promise<unknown> {
  const results = (await get('/templates/welcome/results')) as Record<string, unknown>
  const { items } = (await get('/events?limit=100')) as { items: unknown[] }
  return { treatment: results['treatment'], control: results['control'], gates: results['gates'], items }
}

it('a data folder has the same figures under another version of Node', async () => {
  await server.startWith({ node: OTHER_NODE })
  await call('POST', '/api/v1/orgs', { slug: 'acme', name: 'Acme', currency: 'HUF' })
  const templates = '/api/v1/orgs/acme/templates'
  const attribution = { lookback_days: 14, offset_days: 0 }
  await call('POST', templates, { id: 'welcome', variables: ['subject'], key_metric: 'revenue', attribution })
  await call('POST', `${templates}/welcome/variants`, {
    ...{ name: 'control', control: true, vars: { subject: 'Hello' } },
  })
  await call('POST', `${templates}/welcome/variants`, {
    ...{ name: 'other', status: 'approved', vars: { subject: 'Hi' } },
  })
  await call('PATCH', `${templates}/welcome`, { status: 'active', split: { control_share: 0.5 } })
  for (let person = 0; person < 4; person++)
    await call('POST', '/api/generate/acme', { template_id: 'welcome', user_id: `u${person}` })

  const now = Math.floor(Date.now() / 1000)
  const spellings = times(now)
  await report([
    ...PURCHASES.map(([value, currency], at) => ({
      ...{ event: 'purchase', user_id: `u${at % 4}`, event_id: `p${at}`, value, currency },
      timestamp: spellings[at % spellings.length],
    })),
    { event: 'refund', user_id: 'u0', event_id: 'r', value: 5000, currency: 'HUF' },
    { event: 'purchase', user_id: 'u1', event_id: 'x', value: 5, currency: 'NaN' },
    { event: 'purchase', user_id: 'u1', event_id: 'y', value: 5, timestamp: '30/10/2026' },
  ])
  const before = await figures()
  expect(JSON.stringify(before)).toContain('1500.55')
  await server.stop()

  await server.start()
  expect(await figures()).toEqual(before)
  await report([{ event: 'purchase', user_id: 'u0', event_id: 'z', value: 15_000, currency: 'HUF' }])
  const { control, treatment } = (await figures()) as Record<string, { revenue: number }>
  expect((control?.revenue ?? 0) + (treatment?.revenue ?? 0)).toBe(15_000 + 1500.55 - 5000 + 15_000)
})
