import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'
import { createProfileSender } from '../../src/features/write-back/sender.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { storeNewerCopies } from '../copies.ts'
import { createOrg, createTemplate } from '../factories.ts'
import { answer, type RecordingVendor, startRecordingVendor } from '../recording-vendor.ts'

let vendor: RecordingVendor
let server: TestApp
let now = new Date()
const after = (ms: number) => {
  now = new Date(now.getTime() + ms)
  server.setNow(now)
}

const [SECOND_MS, HOUR_MS] = [1_000, 3_600_000]

beforeAll(async () => {
  vendor = await startRecordingVendor()
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
})
afterAll(async () => {
  await server.close()
  vendor.close()
})

let orgs = 0
let org = ''
beforeEach(async () => {
  vendor.reset()
  now = new Date()
  after(0)
  org = `acme-${++orgs}`
  await createOrg(server, org)
  await configure('chameleon', { account_secret: 'the-account-secret', base_url: vendor.url })
  await createTemplate(server, org, 'tour', { channel: 'in_app', integration: { chameleon: ON } }, 1)
})

const TOUR = '66a1b0c4d2e3f40051627384'
const ON = { tour_id: TOUR, write_back: 'on' }

const configure = async (slug: string, settings: object) =>
  expect(await server.call('PUT', `/api/v1/orgs/${org}/platforms/${slug}`, { settings })).toMatchObject({
    status: 200,
  })

async function choose(user: string, more: object = {}) {
  // Choices of the same millisecond have no order.
  after(1)
  const body = { template_id: 'tour', user_id: user, fields: { name: 'Kim' }, ...more }
  const reply = await server.call('POST', `/api/generate/${org}`, body)
  expect(reply.status).toBe(200)
  return reply.body
}

/** As the worker of a process that has just started: nothing is known to it but what is stored. */
const newSender = (call = server.services.call) =>
  createProfileSender({
    ...{ db: server.services.db, clock: server.services.clock, log: server.services.log },
    ...{ findPlatform, findOrg: server.services.catalog.findById, chance: () => 0, call },
  })

async function work(rounds = 1, pauseMs = SECOND_MS): Promise<void> {
  const sender = newSender()
  for (let round = 0; round < rounds; round++) {
    await sender.round()
    await sender.settled()
    after(pauseMs)
  }
}

async function writes(query = '') {
  const reply = await server.call('GET', `/api/v1/orgs/${org}/profile-writes?${query}`)
  expect(reply.status).toBe(200)
  return reply.body.items as { id: string; state: string; [name: string]: unknown }[]
}

it('a choice is written to the profile of its person at Chameleon, as it was answered', async () => {
  const { copy, decision_id } = await choose('kim')
  await work()
  const headers = { 'x-account-secret': 'the-account-secret', 'content-type': 'application/json' }
  expect(vendor.received).toMatchObject([{ url: '/v3/observe/hooks/profiles', headers }])
  expect(vendor.received[0]?.body).toEqual({
    uid: 'kim',
    [`copy_id_${TOUR}`]: copy.id,
    [`tracking_id_${TOUR}`]: decision_id,
    [`subject_${TOUR}`]: copy.vars.subject,
  })
  expect(copy.vars.subject).toContain('Kim')
  expect(await writes()).toMatchObject([
    {
      platform: 'chameleon',
      user_id: 'kim',
      state: 'sent',
      status: 200,
      attempts: 1,
      decision_id,
      reason: null,
    },
  ])
  await work(3)
  expect(vendor.received).toHaveLength(1)
})

it('a choice is written to a user field of the template at Iterable', async () => {
  await configure('itbl', { api_key: 'the-api-key', base_url: vendor.url })
  await createTemplate(server, org, 'mail', { integration: { itbl: { write_back: 'ON' } } }, 1)
  const { copy } = await choose('kim', { template_id: 'mail', tracking_id: 't-1' })
  await work()
  expect(vendor.received).toMatchObject([
    {
      url: '/api/users/update',
      headers: { 'api-key': 'the-api-key' },
      body: {
        userId: 'kim',
        dataFields: { jw_mail: { id: copy.id, tracking_id: 't-1', vars: copy.vars } },
      },
    },
  ])
})

it('only counted choices of templates that ask for it are written, and each once', async () => {
  await createTemplate(server, org, 'quiet', { integration: { chameleon: { tour_id: TOUR } } }, 1)
  await choose('kim', { template_id: 'quiet' })
  const { copy } = await choose('preview', { tracking_id: '' })
  await choose('forced', { copy_id: copy.id })
  await Promise.all(Array.from({ length: 5 }, () => choose('twice', { tracking_id: 'same' })))
  await choose('twice', { tracking_id: 'same' })
  await work(5)
  expect(vendor.received.map(({ body }) => body.uid)).toEqual(['twice'])
  after(120 * SECOND_MS)
  await work()
  expect(await writes()).toHaveLength(1)
  const [left] = await server.services.db.query<{ count: number }>({
    text: "select count(*) from profile_writes where state = 'intended'",
  })
  expect(left?.count).toBe(0)
})

it('the rate of Chameleon is kept: one write a second of an organisation, in whatever process', async () => {
  for (const user of ['a', 'b', 'c']) await choose(user)
  const [one, other] = [newSender(), newSender()]
  for (const sender of [one, other, one, other]) await sender.round()
  await Promise.all([one.settled(), other.settled()])
  expect(vendor.received).toHaveLength(1)
  await work(3)
  expect(vendor.received).toHaveLength(3)
})

it('what may pass is tried again, later each time, until it is given up; then somebody may have it tried again', async () => {
  vendor.respondWith(response => answer(response, 500, { code: 500, messages: ['Please retry later'] }))
  await choose('kim')
  await work()
  expect(await writes('state=waiting')).toMatchObject([
    { attempts: 1, status: 500, reason: expect.stringContaining('Please retry later') },
  ])
  await work(3)
  expect(vendor.received).toHaveLength(1)
  await work(11, 12 * HOUR_MS)
  await work(3, 12 * HOUR_MS)
  expect(vendor.received).toHaveLength(12)
  const [dead] = await writes('state=dead')
  expect(dead).toMatchObject({ attempts: 12, due_at: null, finished_at: expect.any(String) })

  vendor.respondWith(response => answer(response, 200, {}))
  const retry = `/api/v1/orgs/${org}/profile-writes/${dead?.id}/retry`
  expect(await server.call('POST', retry)).toMatchObject({
    status: 202,
    body: { state: 'waiting', attempts: 0 },
  })
  await work()
  expect(await writes('state=sent')).toHaveLength(1)
  expect(await server.call('POST', retry)).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(await server.call('POST', retry.replace(/[0-9a-f-]{36}/, 'unknown'))).toMatchObject({ status: 404 })
})

it('a vendor that asks to slow down is left alone for as long as it asks, and nothing is lost', async () => {
  vendor.respondWith(response => answer(response, 429, { code: 429, wait: 30 }, { 'X-Retry-After': '30' }))
  for (const user of ['a', 'b']) await choose(user)
  await work(10)
  expect(vendor.received).toHaveLength(1)
  expect(await writes('state=waiting')).toHaveLength(2)
  expect((await writes()).map(({ attempts }) => attempts)).toEqual([0, 0])
  vendor.respondWith(response => answer(response, 200, {}))
  after(30 * SECOND_MS)
  await work(3)
  expect(await writes('state=sent')).toHaveLength(2)
})

it('what the vendor refuses for good, or what cannot be written at all, is dead at once and says why', async () => {
  vendor.respondWith(response => answer(response, 422, { messages: ['No identifier'] }))
  await choose('kim')
  await choose('long', { fields: { name: 'x'.repeat(800) } })
  await work(3)
  expect(vendor.received).toHaveLength(1)
  expect(await writes('state=dead')).toMatchObject([
    { user_id: 'long', status: null, reason: expect.stringContaining('768') },
    { user_id: 'kim', status: 422, reason: expect.stringContaining('No identifier') },
  ])
  expect(await writes('state=dead&user=kim')).toHaveLength(1)
  expect(await writes('platform=itbl')).toHaveLength(0)
  expect(await writes('template=tour&limit=1')).toHaveLength(1)
})

it('a refused credential loses nothing: what waited is written once it is mended', async () => {
  vendor.respondWith((response, { headers }) =>
    answer(response, headers['x-account-secret'] === 'right' ? 200 : 403, { messages: ['Unauthorized'] }),
  )
  for (const user of ['a', 'b', 'c']) await choose(user)
  await work(3)
  expect(vendor.received).toHaveLength(1)
  await configure('chameleon', { account_secret: 'right' })
  after(HOUR_MS)
  await work(5)
  expect(await writes('state=sent')).toHaveLength(3)
})

it('a later choice is never undone by the retry of an earlier one', async () => {
  vendor.respondWith(response => answer(response, 503, {}))
  await choose('kim', { tracking_id: 'first' })
  await work()
  vendor.respondWith(response => answer(response, 200, {}))
  after(SECOND_MS)
  await choose('kim', { tracking_id: 'second' })
  await work(3, HOUR_MS)
  expect(vendor.received.map(({ body }) => body[`tracking_id_${TOUR}`])).toEqual(['first', 'second'])
  expect((await writes()).map(({ state }) => state)).toEqual(['sent', 'superseded'])
})

it('a process that dies between the call and its record loses nothing: the next one writes it again', async () => {
  await choose('kim')
  let called = () => {}
  const reached = new Promise<void>(resolve => {
    called = resolve
  })
  // The first process has made its call, and never comes back from it.
  const dying = newSender(async request => {
    await server.services.call(request)
    called()
    return new Promise(() => {})
  })
  await dying.round()
  await reached
  await work(2)
  expect(vendor.received).toHaveLength(1)
  after(60 * SECOND_MS)
  await work()
  expect(vendor.received).toHaveLength(2)
  expect(vendor.received[1]?.body).toEqual(vendor.received[0]?.body)
  expect(await writes('state=sent')).toHaveLength(1)
})

it('a vendor that breaks off, or is not there, is tried again', async () => {
  vendor.respondWith(response => response.destroy())
  await choose('kim')
  await work()
  expect(await writes('state=waiting')).toMatchObject([
    { attempts: 1, status: null, reason: expect.any(String) },
  ])
  await configure('chameleon', { base_url: 'http://127.0.0.1:1' })
  await work(1, HOUR_MS)
  await work(1, HOUR_MS)
  expect(await writes('state=waiting')).toMatchObject([{ attempts: 2 }])
  await configure('chameleon', { base_url: vendor.url })
  vendor.respondWith(response => answer(response, 200, {}))
  await work(3, HOUR_MS)
  expect(await writes('state=sent')).toHaveLength(1)
})

it('one organisation does not wait for another whose vendor is slow', async () => {
  const slow = org
  const held: ServerResponse[] = []
  vendor.respondWith(response => held.push(response))
  await choose('kim')
  const sender = newSender()
  await sender.round()
  await expect.poll(() => held.length).toBe(1)

  org = `${slow}-quick`
  vendor.respondWith(response => answer(response, 200, {}))
  await createOrg(server, org)
  await configure('chameleon', { account_secret: 's', base_url: vendor.url })
  await createTemplate(server, org, 'tour', { integration: { chameleon: ON } }, 1)
  await choose('ann')
  await sender.round()
  await expect.poll(async () => (await writes('state=sent')).length).toBe(1)
  expect(await writes('user=kim')).toHaveLength(0)
  for (const response of held) answer(response, 200, {})
  await sender.settled()
})

it('erasing a person takes what waits for their profiles away', async () => {
  await choose('kim')
  await choose('ann')
  const reply = await server.call('DELETE', `/api/v1/orgs/${org}/people/kim`)
  expect(reply).toMatchObject({ status: 200, body: { deleted: { profile_writes: 1 } } })
  await work(3)
  expect(vendor.received.map(({ body }) => body.uid)).toEqual(['ann'])
})

it('finds writes that many newer ones hide, by each filter', async () => {
  await choose('kim')
  await work(1)
  const [write] = await writes('user=kim')
  const id = write?.id ?? ''
  const others = {
    platform: 'braze',
    template_id: 'other',
    user_key: 'crowd',
    email: null,
    state: 'superseded',
  }
  await storeNewerCopies(server, 'profile_writes', id, 7_000, others)
  for (const query of [
    'state=sent',
    'platform=chameleon',
    'template=tour',
    'user=kim',
    'platform=chameleon&state=sent',
  ])
    expect(await writes(query), query).toMatchObject([{ id }])
  expect(await writes('user=crowd&limit=2')).toHaveLength(2)
  for (const query of ['state=dead', 'state=waiting', 'platform=iterable', 'user=nobody'])
    expect(await writes(query), query).toEqual([])
})
