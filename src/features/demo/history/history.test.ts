import { describe, expect, it } from 'vitest'
import { countsOf, rebuildAll } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { DAY_MS } from '../../../lib/duration.ts'

const scene = useScene()
const { server } = scene

const get = async (path: string) => (await server.call('GET', `/api/v1/orgs/${path}`)).body
const demoPath = () => `/api/v1/orgs/${scene.org}/demo`

const FILLED_MS = 110_000

async function createDemo(): Promise<string> {
  const made = await server.call('POST', demoPath())
  expect(made).toMatchObject({ status: 201, body: { slug: `${scene.org}-demo`, state: 'filling', days: 0 } })
  return made.body.slug
}

describe('a demo organisation', () => {
  it(
    'has a month of its own data, which its events account for, and leaves nothing behind',
    async () => {
      expect((await server.call('GET', demoPath())).status).toBe(404)
      const demo = await createDemo()
      expect((await server.call('POST', demoPath())).status).toBe(409)
      await expect
        .poll(async () => (await get(`${scene.org}/demo`)).state, { timeout: FILLED_MS, interval: 500 })
        .toBe('ready')

      const { items } = await get(`${demo}/templates`)
      const ids: string[] = items.map(({ id }: { id: string }) => id).toSorted()
      expect(ids).toEqual(['cart-reminder', 'price-alert', 'welcome-email'])
      for (const id of ids) {
        const { variants } = await get(`${demo}/templates/${id}/results`)
        const sends = variants.map((row: Record<string, number>) => row['sends'])
        expect(sends.reduce((sum: number, count: number) => sum + count, 0)).toBeGreaterThan(500)
        // The traffic went to what works: no variant besides the control got a fourth of it.
        expect(Math.max(...sends)).toBeGreaterThan(2 * Math.min(...sends))
        const { allocations } = await get(`${demo}/templates/${id}/results/timeseries?interval=day`)
        expect(allocations.length).toBeGreaterThan(1)
        expect(Date.parse(allocations[0].at)).toBeLessThan(Date.now() - 20 * DAY_MS)
      }
      const [first] = await server.services.db.query<{ at: Date }>({
        text: 'select min(decided_at) as at from decisions where org_id = (select id from orgs where slug = $1)',
        values: [demo],
      })
      expect(Date.now() - (first?.at.getTime() ?? 0)).toBeGreaterThan(29 * DAY_MS)
      const health = await get(`${demo}/platforms/health`)
      const seen = health.items.filter(
        (item: { health: { received_24h: number } }) => item.health.received_24h > 5,
      )
      expect(seen.map(({ slug }: { slug: string }) => slug)).toEqual(['cio', 'itbl', 'events'])
      expect((await get(`${demo}/keys`)).items.map(({ name }: { name: string }) => name)).toEqual([
        'Platforms',
      ])

      const counts = await countsOf(server, demo)
      expect(await rebuildAll(server, demo)).toBe(0)
      expect(await countsOf(server, demo)).toEqual(counts)

      expect((await server.call('DELETE', demoPath())).status).toBe(204)
      expect((await server.call('GET', `/api/v1/orgs/${demo}`)).status).toBe(404)
      await expectNothingLeft()
      expect((await server.call('GET', `/api/v1/orgs/${scene.org}`)).status).toBe(200)
    },
    FILLED_MS + 60_000,
  )

  it('can be deleted while it is being filled, and made again', async () => {
    await server.call('POST', `/api/v1/orgs/${scene.org}/templates`, { id: 'mine', variables: ['subject'] })
    const demo = await createDemo()
    expect((await server.call('DELETE', demoPath())).status).toBe(204)
    await expectNothingLeft()
    expect((await get(`${scene.org}/templates`)).items).toHaveLength(1)
    expect(await createDemo()).toBe(demo)
    expect((await server.call('DELETE', demoPath())).status).toBe(204)
    expect((await server.call('DELETE', demoPath())).status).toBe(404)
  }, 60_000)
})

/** No table has a row of an organisation that does not exist. */
async function expectNothingLeft(): Promise<void> {
  const { db } = server.services
  const tables = await db.query<{ name: string }>({
    text: `select distinct table_name as name from information_schema.columns
           where column_name = 'org_id' and table_schema = 'public'`,
  })
  expect(tables.length).toBeGreaterThan(20)
  for (const { name } of tables) {
    const text = `select 1 from "${name}" where org_id not in (select id from orgs) limit 1`
    expect([name, (await db.query({ text })).length]).toEqual([name, 0])
  }
}
