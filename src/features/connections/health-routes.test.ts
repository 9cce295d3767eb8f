import { describe, expect, it } from 'vitest'
import { createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { HOUR_MS } from '../../lib/duration.ts'

const START = Date.now() - 30 * 60_000

const server = useServer()
let number = 0
let calls = 0

async function freshOrg(): Promise<string> {
  const org = `acme-${++number}`
  server.setNow(new Date(START))
  await createOrg(server, org)
  return org
}

/** Every call a moment later than the one before. */
function report(org: string, body: unknown, headers?: Record<string, string>) {
  server.setNow(new Date(START + ++calls))
  return server.call('POST', `/api/webhook/events/${org}`, body, headers)
}

async function healthOf(org: string, platform = 'events') {
  await processInbox(server)
  const { status, body } = await server.call('GET', `/api/v1/orgs/${org}/platforms/${platform}`)
  expect(status).toBe(200)
  return body.health
}

describe('the health of a platform', () => {
  it('is never-seen, then live, then quiet', async () => {
    const org = await freshOrg()
    expect(await healthOf(org)).toEqual({
      status: 'never-seen',
      message: expect.any(String),
      last_received_at: null,
      last_counted_at: null,
      usual: null,
      received_24h: 0,
      unreadable_24h: 0,
      refused_24h: 0,
    })
    await createTemplate(server, org, 'welcome')
    await server.call('POST', `/api/generate/${org}`, { template_id: 'welcome', tracking_id: 't1' })
    await report(org, { event: 'visit', user_id: 'u1' })
    expect(await healthOf(org)).toMatchObject({ status: 'live', last_counted_at: null, received_24h: 1 })
    await report(org, { event: 'email_open', tracking_id: 't1' })
    const at = new Date(START + calls).toISOString()
    expect(await healthOf(org)).toMatchObject({
      status: 'live',
      last_received_at: at,
      last_counted_at: at,
      received_24h: 2,
    })
    server.setNow(new Date(START + 30 * HOUR_MS))
    expect(await healthOf(org)).toMatchObject({ status: 'quiet', last_received_at: at, received_24h: 0 })
    expect(await healthOf(org, 'cio')).toMatchObject({ status: 'never-seen' })
  })

  it('is failing when its calls cannot be read, and recovers with one that can', async () => {
    const org = await freshOrg()
    await report(org, { event: 'visit', user_id: 'u1' })
    for (let call = 0; call < 3; call++) await report(org, '"no event"')
    expect(await healthOf(org)).toMatchObject({
      status: 'failing',
      message: expect.stringContaining('inbound log'),
      received_24h: 4,
      unreadable_24h: 3,
    })
    await report(org, { event: 'visit', user_id: 'u2' })
    expect(await healthOf(org)).toMatchObject({ status: 'live', unreadable_24h: 3 })
  })

  it('is failing when its calls are refused, and counts them without storing one', async () => {
    const org = await freshOrg()
    const call = () => server.call('POST', `/api/webhook/cio/${org}`, { metric: 'opened' })
    for (let times = 0; times < 5; times++) expect((await call()).status).toBe(401)
    expect(await healthOf(org, 'cio')).toMatchObject({
      status: 'failing',
      message: expect.stringContaining('Fill in the settings'),
      last_received_at: null,
      received_24h: 0,
      refused_24h: 5,
    })
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/requests`)
    expect(body.items).toEqual([])
  })

  it('adds up what several processes saw, in whatever order they write it', async () => {
    const org = await freshOrg()
    await report(org, { event: 'visit', user_id: 'u1' })
    await healthOf(org)
    for (let times = 0; times < 2; times++) {
      await server.call('POST', `/api/webhook/events/${org}`, {}, { 'x-api-key': 'wrong' })
      await server.services.tally.flush()
    }
    expect(await healthOf(org)).toMatchObject({ status: 'live', received_24h: 1, refused_24h: 2 })
    await server.call('POST', `/api/webhook/events/${org}`, {}, { 'x-api-key': 'wrong' })
    expect(await healthOf(org)).toMatchObject({ status: 'failing', refused_24h: 3 })
  })

  it('takes no notice of samples', async () => {
    const org = await freshOrg()
    const sample = await server.call('POST', `/api/v1/orgs/${org}/platforms/events/sample`, { event: 'open' })
    expect(sample.status).toBe(202)
    expect(await healthOf(org)).toMatchObject({ status: 'never-seen', received_24h: 0 })
  })

  it('is known of every platform in the list', async () => {
    const org = await freshOrg()
    const { body } = await server.call('GET', `/api/v1/orgs/${org}/platforms`)
    expect(new Set(body.items.map((item: { health: { status: string } }) => item.health.status))).toEqual(
      new Set(['never-seen']),
    )
  })
})
