import { createHmac } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { countsOf, createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { pipelineOf } from '../../worker-wiring.ts'
import { drainOnce } from './drain.ts'

// Segment forwards deletion requests. Parley treats those of all platforms alike.
const SECRET = 'a-shared-secret'

const server = useServer()
let number = 0
let org = ''
let now = Date.now()

beforeEach(async () => {
  org = await createConfiguredOrg()
})

async function createConfiguredOrg(): Promise<string> {
  const slug = `acme-${++number}`
  await createOrg(server, slug)
  await createTemplate(server, slug, 'welcome', {
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['Order Completed'] },
  })
  const settings = { shared_secret: SECRET }
  expect((await server.call('PUT', `/api/v1/orgs/${slug}/platforms/segment`, { settings })).status).toBe(200)
  return slug
}

function tick(): void {
  now += MINUTE_MS
  server.setNow(new Date(now))
}

async function send(call: object, slug = org): Promise<string> {
  tick()
  const signature = createHmac('sha1', SECRET).update(JSON.stringify(call)).digest('hex')
  const reply = await server.call('POST', `/api/webhook/segment/${slug}`, call, { 'x-signature': signature })
  expect(reply.status).toBe(200)
  return reply.body.request_id
}

async function tellAbout(user: string, slug = org): Promise<void> {
  tick()
  const body = {
    template_id: 'welcome',
    user_id: user,
    email: `${user}@example.net`,
    tracking_id: `t-${user}`,
  }
  expect((await server.call('POST', `/api/generate/${slug}`, body)).status).toBe(200)
  const opened = {
    type: 'track',
    event: 'Email Opened',
    userId: user,
    messageId: `o-${user}`,
    properties: { tracking_id: `t-${user}` },
    context: { traits: { email: `${user}@example.net` } },
  }
  await send(opened, slug)
}

const deletion = (userId: string) => ({ type: 'delete', userId, timestamp: '2026-04-07T10:20:30.125Z' })

const at = (path: string, slug = org) => server.call('GET', `/api/v1/orgs/${slug}/${path}`)

it('erases a person if a platform asks for it, and changes no figure', async () => {
  await tellAbout('ann')
  await tellAbout('bob')
  await processInbox(server)
  const counts = await countsOf(server, org)
  expect((await at('people/ann')).status).toBe(200)

  const request = await send(deletion('ann'))
  await processInbox(server)
  for (const name of ['ann', 'ann@example.net']) expect((await at(`people/${name}`)).status).toBe(404)
  expect((await at('people/bob')).status).toBe(200)
  expect(await countsOf(server, org)).toEqual(counts)

  const kept = (await at(`requests/${request}`)).body
  expect(kept).toMatchObject({ outcome: 'noted', size_bytes: 0, body: { text: '' } })
  expect(kept.events).toMatchObject([{ type: 'user_deletion', user_id: null, dedupe_key: null }])
  expect(kept.events[0].reason).toContain('erased')
})

it('does not erase people of other organisations with the same id', async () => {
  const other = await createConfiguredOrg()
  await tellAbout('ann')
  await tellAbout('ann', other)
  await send(deletion('ann'))
  await processInbox(server)
  expect((await at('people/ann')).status).toBe(404)
  expect((await at('people/ann', other)).status).toBe(200)
})

it('erases everything or nothing: a request stays due until its erasure succeeds', async () => {
  await tellAbout('ann')
  await processInbox(server)
  const request = await send(deletion('ann'))
  const { db, catalog, clock, log } = server.services
  const pipeline = pipelineOf(server.services)
  const failing = {
    ...{ db, findOrg: catalog.findById, clock, log, onBatch: () => {} },
    pipeline: {
      ...pipeline,
      async erase(...order: Parameters<typeof pipeline.erase>) {
        await pipeline.erase(...order)
        throw new Error('the server stops here')
      },
    },
  }
  await drainOnce(failing, 500)
  expect((await at(`requests/${request}`)).body).toMatchObject({ outcome: null, events: [] })
  expect((await at('people/ann')).body.events).toHaveLength(1)

  tick()
  await processInbox(server)
  expect((await at('people/ann')).status).toBe(404)
  expect((await at(`requests/${request}`)).body).toMatchObject({ outcome: 'noted', size_bytes: 0 })
})

it('carries out a repeated request too, and deletes its content', async () => {
  const repeated = { ...deletion('ann'), messageId: 'deletion-1' }
  await tellAbout('ann')
  await send(repeated)
  await processInbox(server)
  // The person is back, and the platform repeats its request.
  await tellAbout('ann')
  const request = await send(repeated)
  await processInbox(server)
  expect((await at('people/ann')).status).toBe(404)
  expect((await at(`requests/${request}`)).body).toMatchObject({ outcome: 'duplicate', size_bytes: 0 })
})

it('erases any number of people, with events that arrived while the requests waited', async () => {
  const users = Array.from({ length: 120 }, (_, at) => `user-${at}`)
  for (const user of users) {
    await send({ type: 'identify', userId: user, messageId: `i-${user}` })
    await send(deletion(user))
  }
  await send({ type: 'identify', userId: 'user-stays', messageId: 'i-stays' })
  await processInbox(server)
  const statuses = await Promise.all(users.map(async user => (await at(`people/${user}`)).status))
  expect(new Set(statuses)).toEqual(new Set([404]))
  expect((await at('people/user-stays')).status).toBe(200)
  expect((await at('requests?pending=true')).body.items).toEqual([])
})
