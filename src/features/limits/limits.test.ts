import { expect, it } from 'vitest'
import { createTemplate, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'
import { createMember } from '../../../test/visitor.ts'

const scene = useScene()
const { server } = scene
const at = () => `/api/v1/orgs/${scene.org}/limits`
const set = (limits: object) => server.call('PATCH', at(), limits)

it('the operator sets limits, an organisation sees them with its use, and changes none', async () => {
  scene.tick()
  await createTemplate(server, scene.org, 'welcome')
  expect(await set({ templates: 7, choices_per_month: 9 })).toMatchObject({ status: 200 })
  expect((await set({ choices_per_month: null })).body.limits).toMatchObject({
    templates: 7,
    choices_per_month: null,
  })
  expect((await set({ templates: -1 })).status).toBe(400)
  const key = (await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, { name: 'k', scopes: ['manage'] }))
    .body.key
  await server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: 'u1' })
  await server.services.monthUses.flush()
  const seen = await server.call('GET', at(), undefined, { 'x-api-key': key })
  expect(seen.body).toMatchObject({
    limits: { templates: 7, keys: null },
    used: { choices: 1, events: 0, templates: 1, keys: 1 },
  })
  expect((await server.call('PATCH', at(), { templates: 100 }, { 'x-api-key': key })).status).toBe(403)
  const admin = await createMember(server, scene.org, `admin@${scene.org}.example.com`, 'admin')
  expect((await admin.call('PATCH', at(), { templates: 100 })).status).toBe(403)
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/audit`)
  expect(body.items).toContainEqual(expect.objectContaining({ action: 'updateLimits' }))
})

it('templates and keys end at their quota', async () => {
  await set({ templates: 1, keys: 1 })
  await createTemplate(server, scene.org, 'one')
  const two = await server.call('POST', `/api/v1/orgs/${scene.org}/templates`, {
    id: 'two',
    variables: ['subject'],
  })
  expect(two).toMatchObject({ status: 403, body: { code: 'quota-reached' } })
  const add = () => server.call('POST', `/api/v1/orgs/${scene.org}/keys`, { name: 'k', scopes: ['serve'] })
  const adding = await Promise.all([add(), add(), add()])
  expect(adding.map(({ status }) => status).sort()).toEqual([201, 403, 403])
  await set({ keys: 2 })
  expect((await add()).status).toBe(201)
})

it('choices and messages end at the quota of the month, begin with the next, and previews do not count', async () => {
  scene.tick()
  await createTemplate(server, scene.org, 'welcome')
  await set({ choices_per_month: 2 })
  const choose = (user: string) =>
    server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: user })
  expect([(await choose('a')).status, (await choose('b')).status]).toEqual([200, 200])
  const refused = await choose('c')
  expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } })
  expect(refused.body.detail).toContain('has used the 2 choices of this month')
  scene.tick(32 * 24 * 60)
  expect((await choose('c')).status).toBe(200)
  await set({ choices_per_month: null })
  for (const user of ['d', 'e', 'f']) expect((await choose(user)).status).toBe(200)
})

it('events end at the quota of the month with an answer that platforms repeat, and nothing stored is lost', async () => {
  scene.tick()
  await set({ events_per_month: 2 })
  await scene.report([
    { event: 'visit', event_id: 'e1', user_id: 'u' },
    { event: 'visit', event_id: 'e2', user_id: 'u' },
  ])
  await processInbox(server)
  const third = { event: 'visit', event_id: 'e3', user_id: 'u' }
  const send = () =>
    server.app.inject({
      ...{ method: 'POST', url: `/api/webhook/events/${scene.org}`, payload: third },
      headers: { 'x-api-key': 'the-operator-key-of-the-tests' },
    })
  const refused = await send()
  expect(refused.statusCode).toBe(429)
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(3_600)
  await set({ events_per_month: 10 })
  expect((await send()).statusCode).toBe(200)
  await processInbox(server)
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/events`)
  expect(body.items).toHaveLength(3)
})

it('calls for wordings and reports have the limits that the operator sets, however they prove themselves', async () => {
  scene.tick()
  await createTemplate(server, scene.org, 'welcome')
  const key = (
    await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, { name: 'k', scopes: ['serve', 'ingest'] })
  ).body.key
  const headers = { 'x-api-key': key }
  await set({ generate_calls_per_minute: 2, webhook_calls_per_minute: 1 })
  const choose = (user: string) =>
    server.call('POST', `/api/generate/${scene.org}`, { template_id: 'welcome', user_id: user }, headers)
  const chosen = [await choose('a'), await choose('b'), await choose('c')]
  expect(chosen.map(({ status }) => status)).toEqual([200, 200, 429])
  const report = (id: string) =>
    server.call(
      'POST',
      `/api/webhook/events/${scene.org}`,
      { event: 'visit', event_id: id, user_id: 'u' },
      headers,
    )
  expect([(await report('1')).status, (await report('2')).status]).toEqual([200, 429])
  scene.tick()
  expect((await report('2')).status).toBe(200)
})
