import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { createOrg } from '../../../test/factories.ts'
import { claimLanes } from '../../runtime/outbox/lane.ts'
import { dueStatement, LANES, loadDue } from './due-store.ts'

const WAITING = 20_000

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
})
afterAll(() => server.close())

// The embedded engine gathers no statistics, and a server does so a minute late: the planner expects a small table.
it('a few deliveries of a long backlog are found without reading all of it, also without statistics of the table', async () => {
  const { db } = server.services
  await createOrg(server, 'acme')
  const { body } = await server.call('POST', '/api/v1/orgs/acme/feedback-webhooks', {
    ...{ name: 'crm', url: 'http://127.0.0.1:9/' },
  })
  const now = new Date()
  // Plans may be from a time when the table was empty.
  const empty = { orgId: await orgIdOf('acme'), lane: body.id as string }
  for (let time = 0; time < 10; time++) expect(await loadDue(db, empty, now, 64)).toEqual([])
  await db.query({
    text: `insert into feedback_deliveries (org_id, id, webhook_id, event_key, event_id, decision_id, template_id, request_id, feedback, payload, created_at, due_at)
           select w.org_id, gen_random_uuid(), w.id, n::text, gen_random_uuid(), gen_random_uuid(), 't', 'r-' || (n / 2), 'sent', repeat('x', 500), $1, $1
           from feedback_webhooks w, generate_series(1, ${WAITING}) n`,
    values: [now],
  })
  const [lane] = await claimLanes(db, LANES, now, new Date(now.getTime() + 1_000))
  expect(lane?.lane).toBe(body.id)
  if (lane === undefined) return
  const due = await loadDue(db, lane, now, 64)
  expect(due).toHaveLength(64)
  const requests = await db.query<{ count: number }>({
    text: 'select count(distinct request_id) as count from feedback_deliveries where id = any($1::uuid[])',
    values: [due.map(({ id }) => id)],
  })
  expect(requests).toEqual([{ count: 64 }])
  const { text, values = [] } = dueStatement(lane, now, 64)
  const [explained] = await db.query<{ 'QUERY PLAN': readonly { Plan: Record<string, number> }[] }>({
    text: `explain (analyze, buffers, format json) ${text}`,
    values,
  })
  const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 } =
    explained?.['QUERY PLAN'][0]?.Plan ?? {}
  // Two look-ups for each of some 130 deliveries; all of them together fill thousands of blocks.
  expect(hit + read).toBeGreaterThan(64)
  expect(hit + read).toBeLessThan(1_500)
}, 60_000)

async function orgIdOf(slug: string): Promise<number> {
  const [row] = await server.services.db.query<{ id: number }>({
    text: 'select id from orgs where slug = $1',
    values: [slug],
  })
  return row?.id ?? 0
}
