import { expect, it } from 'vitest'
import { rebuildAll } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'

const scene = useScene()
const { server } = scene

const DAY_MS = 86_400_000
const get = async (path: string) => (await server.call('GET', `/api/v1/orgs/${path}`)).body

it('a demo is an organisation with a month of its own data, and leaves nothing behind', async () => {
  const { org } = scene
  expect((await server.call('GET', `/api/v1/orgs/${org}/demo`)).status).toBe(404)
  const startedAt = performance.now()
  const made = await server.call('POST', `/api/v1/orgs/${org}/demo`)
  expect(made).toMatchObject({ status: 201, body: { slug: `${org}-demo`, state: 'filling' } })
  console.log('took', performance.now() - startedAt)
  await expect.poll(async () => (await get(`${org}/demo`)).state, { timeout: 100_000 }).toBe('ready')
  console.log('took', performance.now() - startedAt)
  const demo = made.body.slug
  expect((await server.call('POST', `/api/v1/orgs/${org}/demo`)).status).toBe(409)
  // A demo has no demo.

  const { items } = await get(`${demo}/templates`)
  expect(items.map(({ id }: { id: string }) => id).toSorted()).toEqual([
    'cart-reminder',
    'price-alert',
    'welcome-email',
  ])
  const results = await get(`${demo}/templates/welcome-email/results`)
  if (!results.variants) console.log(results)
  expect(results.variants).toHaveLength(4)
  const sum = (name: string) =>
    results.variants.reduce((total: number, row: Record<string, number>) => total + (row[name] ?? 0), 0)
  expect(sum('sends')).toBeGreaterThan(1_000)
  console.log(
    JSON.stringify(results.lift),
    results.variants.map((v: any) => [v.name, v.sends, v.clicks, v.click_rate]),
  )
  const series = await get(`${demo}/templates/welcome-email/results/timeseries?interval=day`)
  console.log(JSON.stringify(series).slice(0, 600))
  const health = await get(`${demo}/platforms/health`)
  console.log(
    health.items.map((i: any) => [
      i.slug,
      i.health.status,
      i.health.received_24h,
      i.health.refused_24h,
      JSON.stringify(i.health.usual),
    ]),
  )

  // Every figure is what its events say.
  const { services } = server
  const first = await services.db.query<{ at: Date }>({
    text: 'select min(decided_at) as at from decisions where org_id = (select id from orgs where slug = $1)',
    values: [demo],
  })
  expect(Date.now() - (first[0]?.at.getTime() ?? 0)).toBeGreaterThan(29 * DAY_MS)
  expect(await rebuildAll(server, demo)).toBe(0)

  expect((await server.call('DELETE', `/api/v1/orgs/${org}/demo`)).status).toBe(204)
  expect((await server.call('GET', `/api/v1/orgs/${demo}`)).status).toBe(404)
  const tables = await services.db.query<{ name: string }>({
    text: `select distinct table_name as name from information_schema.columns where column_name = 'org_id' and table_schema = 'public'`,
  })
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) {
    const left = await services.db.query({
      text: `select 1 from "${name}" where org_id not in (select id from orgs) limit 1`,
    })
    expect([name, left.length]).toEqual([name, 0])
  }
  expect((await server.call('GET', `/api/v1/orgs/${org}`)).status).toBe(200)
}, 120_000)
