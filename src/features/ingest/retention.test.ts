import { beforeAll, expect, it } from 'vitest'
import { countsOf, createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { forgetExpired } from './retention.ts'

const server = useServer()
beforeAll(async () => {
  for (const org of ['short', 'long']) {
    await createOrg(server, org)
    await createTemplate(server, org, 'welcome')
    await server.call('POST', `/api/generate/${org}`, {
      template_id: 'welcome',
      user_id: 'u',
      tracking_id: 't',
    })
    await server.call('POST', `/api/webhook/events/${org}`, {
      event: 'email_send',
      event_id: 'e',
      tracking_id: 't',
      message_id: 'm',
    })
  }
  await server.call('PATCH', '/api/v1/orgs/short', { retention: { requests_days: 10, events_days: 40 } })
  await processInbox(server)
})

async function rowsIn(table: string, org: string): Promise<number> {
  const [row] = await server.services.db.query<{ count: number }>({
    text: `select count(*) from ${table} where org_id = (select id from orgs where slug = $1)`,
    values: [org],
  })
  return row?.count ?? 0
}

const TABLES = [
  'inbound_requests',
  'events',
  'event_keys',
  'decisions',
  'attributions',
  'messages',
  'message_keys',
  'message_ids',
]
const filled = async (org: string) =>
  Promise.all(TABLES.map(async table => [table, await rowsIn(table, org)] as const)).then(Object.fromEntries)
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS)

it('forgets what each organisation does not want kept, and keeps every figure', async () => {
  const counts = await countsOf(server, 'short')
  expect(Object.values(await filled('short'))).not.toContain(0)

  await forgetExpired(server.services.db, inDays(11))
  expect(await filled('short')).toMatchObject({ inbound_requests: 0, events: 1, decisions: 1 })
  expect(await filled('long')).toMatchObject({ inbound_requests: 1, events: 1 })

  await forgetExpired(server.services.db, inDays(41))
  expect(await filled('short')).toMatchObject({
    events: 0,
    event_keys: 0,
    decisions: 0,
    attributions: 0,
    messages: 0,
  })
  expect(await filled('long')).toMatchObject({ events: 1, decisions: 1, message_keys: 1 })
  expect(await countsOf(server, 'short')).toEqual(counts)
})

it('drops whole months that nobody wants any more', async () => {
  const partitions = async () =>
    (
      await server.services.db.query({
        text: "select 1 from pg_class where relname like 'decisions_2%' and relkind = 'r'",
      })
    ).length
  const before = await partitions()
  await forgetExpired(server.services.db, inDays(500))
  expect(await partitions()).toBeLessThan(before)
  expect(Object.values(await filled('long'))).toEqual(TABLES.map(() => 0))
})
