import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg, createTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { snapshotsOf } from '../../worker-wiring.ts'
import { refreshSnapshots } from '../overview/refresh.ts'

const t = useServer()
const COUNT = 200
const at = '/api/v1/orgs/acme/templates'

interface Item {
  readonly id: string
  readonly name: string
  readonly status: string
}
const list = async (query: string, path = at) => (await t.call('GET', `${path}?${query}`)).body
async function all(query: string): Promise<readonly Item[]> {
  const found: Item[] = []
  for (let cursor = ''; ; ) {
    const page = await list(`limit=70&${query}${cursor}`)
    found.push(...page.items)
    if (page.next_cursor === null) return found
    cursor = `&cursor=${page.next_cursor}`
  }
}

it('sorts by figures; what has none stands last both ways', async () => {
  await createOrg(t, 'shop')
  const shop = '/api/v1/orgs/shop/templates'
  for (const id of ['a', 'b', 'c']) await createTemplate(t, 'shop', id, {}, 1)
  const ask = (template: string, user: string) =>
    t.call('POST', '/api/generate/shop', { template_id: template, user_id: user })
  for (const user of ['1', '2', '3']) await ask('b', user)
  await ask('c', '1')
  for (let round = 0; round < 30; round++) await refreshSnapshots(snapshotsOf(t.services))
  await t.call('POST', shop, { id: 'aa' })
  const ids = async (query: string) => (await list(query, shop)).items.map(({ id }: Item) => id)
  expect(await ids('sort=messages&dir=desc')).toEqual(['b', 'c', 'a', 'aa'])
  expect(await ids('sort=messages&dir=asc')).toEqual(['a', 'c', 'b', 'aa'])
})

describe('of 200 templates', () => {
  beforeAll(async () => {
    await createOrg(t, 'acme')
    await t.call('POST', at, { id: 't-000', name: 'Zeta', integration: { braze: { campaign_id: '1' } } })
    await t.services.db.query({
      text: `insert into templates select made.* from templates t, generate_series(1, $1) as n,
             jsonb_populate_record(t, jsonb_build_object('id', 't-' || lpad(n::text, 3, '0'), 'name', 'Template ' || (n * 37) % 200,
               'channel', case when n % 4 = 0 then 'sms' else 'email' end, 'integration', '{}'::jsonb,
               'status', (array['draft', 'active', 'shipped', 'archived'])[1 + n % 4])) as made
             where t.id = 't-000'`,
      values: [COUNT - 1],
    })
  })

  it('has every template once, in any order, with the same counts', async () => {
    const byId = await all('')
    expect(byId.map(({ id }) => id)).toEqual(
      Array.from({ length: COUNT }, (_, n) => `t-${String(n).padStart(3, '0')}`),
    )
    for (const sort of [
      'name',
      'status',
      'goal',
      'sandbox',
      'changed',
      'messages',
      'lift',
      'verdict',
      'report',
    ])
      for (const dir of ['asc', 'desc']) {
        const ids = (await all(`sort=${sort}&dir=${dir}`)).map(({ id }) => id)
        expect(new Set(ids).size, `${sort} ${dir}`).toBe(COUNT)
      }
    const names = (await all('sort=name&dir=desc')).map(({ name }) => name)
    expect(names).toEqual(names.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)))
    const statuses = (await all('sort=status')).map(({ status }) => status)
    expect(statuses).toEqual(statuses.toSorted())
    expect((await list('limit=1')).counts).toEqual({
      all: 200,
      draft: 50,
      active: 50,
      shipped: 50,
      archived: 50,
    })
  })

  it('finds by words in id, name, channel and platforms; the counts are of what is found, whatever its status', async () => {
    const q = (words: string) => `q=${encodeURIComponent(words)}`
    expect((await list(q('zet BRAZE'))).items.map(({ id }: Item) => id)).toEqual(['t-000'])
    expect((await list(q('zet sms'))).items).toEqual([])
    expect((await list(q(' '))).counts.all).toBe(200)
    const sms = await list(`${q('sms t-1')}&status=draft`)
    expect(sms.counts).toEqual({ all: 25, draft: 25, active: 0, shipped: 0, archived: 0 })
    expect((await all(`${q('sms t-1')}&status=shipped`)).length).toBe(0)
    expect((await all('channel=sms')).length).toBe(49)
    expect((await all('platform=braze')).map(({ id }) => id)).toEqual(['t-000'])
    expect((await list('channel=nonsense')).counts.all).toBe(0)
    expect((await t.call('GET', `${at}?sort=colour`)).status).toBe(400)
  })

  it('400: a cursor of another list', async () => {
    const { next_cursor } = await list('limit=1')
    const reply = await t.call('GET', `${at}?q=zeta&limit=1&cursor=${next_cursor}`)
    expect([
      reply.status,
      (await t.call('GET', `${at}?sort=name&status=active&cursor=${next_cursor}`)).status,
    ]).toEqual([200, 400])
  })
})
