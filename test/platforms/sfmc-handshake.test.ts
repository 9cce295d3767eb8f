import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'
import { confirmHandshakes } from '../../src/features/ingest/confirm.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/lib/duration.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, processInbox } from '../factories.ts'

let server: TestApp
let vendorUrl = ''
let number = 0
let org = ''
let now = Date.now()

/** What Marketing Cloud's verification answers, and the calls that it got. */
let verifyStatus = 200
let verified: unknown[] = []

const vendor = createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  const isToken = request.url === '/v2/token'
  if (!isToken) verified.push(JSON.parse(text))
  response.writeHead(isToken ? 200 : verifyStatus, { 'content-type': 'application/json' })
  response.end(JSON.stringify(isToken ? { access_token: 'a-token' } : {}))
})

beforeAll(async () => {
  await new Promise<void>(resolve => vendor.listen(0, '127.0.0.1', resolve))
  const { port } = vendor.address() as AddressInfo
  vendorUrl = `http://127.0.0.1:${port}`
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
})
afterAll(async () => {
  vendor.close()
  await server.close()
})

beforeEach(async () => {
  org = `acme-${++number}`
  verifyStatus = 200
  verified = []
  await createOrg(server, org)
  pass(HOUR_MS)
})

const CREDENTIALS = () => ({
  client_id: 'an-id',
  client_secret: 'a-secret',
  base_url: vendorUrl,
  auth_url: vendorUrl,
})
const configure = (settings: object) => server.call('PUT', `/api/v1/orgs/${org}/platforms/sfmc`, { settings })
const challenge = () => ({ callbackId: randomUUID(), verificationKey: 'for-one-use' })

function pass(ms: number): void {
  now += ms
  server.setNow(new Date(now))
}

/** A call without any credential. */
async function post(body: unknown, to = org, headers: Record<string, string> = {}) {
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/webhook/sfmc/${to}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: reply.statusCode, id: reply.json().request_id as string }
}

const confirmAll = () => {
  const { db, catalog, call, clock, log } = server.services
  return confirmHandshakes({ db, findOrg: catalog.findById, findPlatform, call, clock, log })
}
const log = async (id: string) => (await server.call('GET', `/api/v1/orgs/${org}/requests/${id}`)).body
const requests = async () => (await server.call('GET', `/api/v1/orgs/${org}/requests`)).body.items

describe('a handshake', () => {
  it('is stored, answered with 200, read, and confirmed with the vendor', async () => {
    await configure(CREDENTIALS())
    const body = challenge()
    const { status, id } = await post(body)
    expect(status).toBe(200)
    expect(verified).toEqual([])
    await processInbox(server)
    expect(await log(id)).toMatchObject({
      outcome: 'unconfirmed',
      processed_at: null,
      events: [{ type: 'handshake', native_event: 'callback verification', dedupe_key: null }],
    })
    expect(await confirmAll()).toBe(1)
    expect(verified).toEqual([body])
    const done = await log(id)
    expect(done).toMatchObject({ outcome: 'confirmed', reason: null, items: [{ outcome: 'confirmed' }] })
    expect(done.processed_at).not.toBeNull()
    expect(await confirmAll()).toBe(0)
  })

  it('is kept for as long as there are no credentials, and says what to enter', async () => {
    const { status, id } = await post(challenge())
    expect(status).toBe(200)
    await processInbox(server)
    await confirmAll()
    expect(await log(id)).toMatchObject({
      outcome: 'unconfirmed',
      items: [
        { outcome: 'unconfirmed', fix: expect.stringMatching(/Enter subdomain, client_id, client_secret/) },
      ],
      body: { text: expect.stringContaining('for-one-use') },
    })
    expect(await confirmAll()).toBe(0)
    await configure(CREDENTIALS())
    pass(MINUTE_MS)
    await confirmAll()
    expect(await log(id)).toMatchObject({ outcome: 'confirmed' })
  })

  it('is tried again when the vendor refuses, less and less often, and then given up', async () => {
    await configure(CREDENTIALS())
    verifyStatus = 403
    const { id } = await post(challenge())
    await processInbox(server)
    await confirmAll()
    expect(await log(id)).toMatchObject({
      outcome: 'unconfirmed',
      items: [{ reason: expect.any(String), fix: expect.stringContaining('Callbacks > Update') }],
    })
    expect(await confirmAll()).toBe(0)
    for (let minute = 0; minute < 4 * 60 + 15; minute++) {
      pass(MINUTE_MS)
      await confirmAll()
    }
    expect(verified.length).toBeGreaterThan(10)
    expect(verified.length).toBeLessThan(40)
    expect(await log(id)).toMatchObject({
      outcome: 'failed',
      items: [{ fix: expect.stringContaining('Callbacks > Update') }],
    })

    verifyStatus = 200
    await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter: { ids: [id] } })
    await processInbox(server)
    await confirmAll()
    expect(await log(id)).toMatchObject({ outcome: 'confirmed', events: [{ type: 'handshake' }] })
  })

  it('survives a process that dies over the call', async () => {
    await configure(CREDENTIALS())
    const { id } = await post(challenge())
    await processInbox(server)
    const { db, catalog, clock, log: logger } = server.services
    const confirming = { db, findOrg: catalog.findById, findPlatform, clock, log: logger }
    await new Promise<void>(resolve => {
      const call = () => {
        resolve()
        return new Promise<never>(() => {})
      }
      void confirmHandshakes({ ...confirming, call })
    })
    expect(await confirmAll()).toBe(0)
    expect(await log(id)).toMatchObject({ outcome: 'unconfirmed' })
    pass(5 * MINUTE_MS)
    await confirmAll()
    expect(await log(id)).toMatchObject({ outcome: 'confirmed' })
  })

  it('is confirmed once: reading it again does not call the vendor again', async () => {
    await configure(CREDENTIALS())
    const { id } = await post(challenge())
    await processInbox(server)
    await confirmAll()
    await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter: { ids: [id] } })
    await processInbox(server)
    expect(await confirmAll()).toBe(0)
    expect(verified).toHaveLength(1)
    expect(await log(id)).toMatchObject({ outcome: 'confirmed' })
  })

  it('does not hold up other requests, whatever the vendor does', async () => {
    await configure({ ...CREDENTIALS(), signature_key: 'a-key' })
    const waiting = await post(challenge())
    const body = JSON.stringify([{ eventCategoryType: 'EngagementEvents.EmailOpen', timestampUTC: now }])
    const signature = createHmac('sha256', 'a-key').update(body).digest('base64')
    const report = await post(body, org, { 'x-sfmc-ens-signature': signature })
    await processInbox(server)
    expect((await log(waiting.id)).processed_at).toBeNull()
    expect(await log(report.id)).toMatchObject({ outcome: 'unmatched', events: [{ type: 'open' }] })
  })
})

describe('what is no handshake', () => {
  it.each([
    ['an unsigned report', [{ eventCategoryType: 'EngagementEvents.EmailOpen' }]],
    ['a list of handshakes', [{ callbackId: 'a', verificationKey: 'b' }]],
    ['a handshake without a key', { callbackId: 'a' }],
    ['a large body', { callbackId: 'a', verificationKey: 'b', more: 'x'.repeat(5_000) }],
    ['no JSON', '{"callbackId":'],
    ['nothing', ''],
  ])('is refused, configured or not: %s', async (_name, body) => {
    expect((await post(body)).status).toBe(401)
    await configure({ signature_key: 'a-key' })
    expect((await post(body)).status).toBe(401)
    expect(await requests()).toEqual([])
  })

  it('is refused when it shows a signature that is wrong', async () => {
    await configure({ signature_key: 'a-key' })
    expect((await post(challenge(), org, { 'x-sfmc-ens-signature': 'AAAA' })).status).toBe(401)
    expect(await requests()).toEqual([])
  })

  it('stays unknown at an organisation that does not exist, and at other platforms', async () => {
    expect((await post(challenge(), 'nobody')).status).toBe(404)
    const reply = await server.app.inject({
      method: 'POST',
      url: `/api/webhook/cio/${org}`,
      payload: challenge(),
    })
    expect(reply.statusCode).toBe(401)
  })

  it('does not become one by the dozen: a few an hour of each organisation are stored', async () => {
    const statuses: number[] = []
    for (let at = 0; at < 15; at++) statuses.push((await post(challenge())).status)
    expect(statuses.filter(status => status === 200)).toHaveLength(10)
    expect(statuses.slice(10)).toEqual(Array(5).fill(401))
    expect(await requests()).toHaveLength(10)
    pass(HOUR_MS)
    expect((await post(challenge())).status).toBe(200)
  })
})
