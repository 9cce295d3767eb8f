import { createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { jwtVerify } from 'jose'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { type FeedbackReceiver, startFeedbackReceiver } from '../../../test/feedback-receiver.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'
import { createOutbound } from '../../runtime/outbound/outbound.ts'
import { FeedbackPayload } from './payload.ts'
import { createFeedbackSender } from './sender.ts'

let server: TestApp
let org: string
let receiver: FeedbackReceiver
let now: Date
const open: { close(): unknown }[] = []

beforeAll(async () => {
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
}, 60_000)
afterAll(() => server.close())
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

beforeEach(async () => {
  setNow(new Date())
  org = `feedback-${randomBytes(4).toString('hex')}`
  await createOrg(server, org)
  await createTemplate(server, org, 'welcome')
  receiver = await listen()
})

async function listen(port?: number): Promise<FeedbackReceiver> {
  const started = await startFeedbackReceiver(port)
  open.push(started)
  return started
}

function setNow(moment: Date): void {
  now = moment
  server.setNow(moment)
}
const pass = (ms: number): void => setNow(new Date(now.getTime() + ms))

const at = (path = '') => `/api/v1/orgs/${org}/feedback-webhooks${path}`

async function createWebhook(settings: object = {}) {
  const made = await server.call('POST', at(), { name: 'crm', url: receiver.url, ...settings })
  expect(made).toMatchObject({ status: 201 })
  return made.body
}

/** A message of its own, as the platform would send it. */
async function choose(trackingId: string, template = 'welcome'): Promise<void> {
  const body = {
    template_id: template,
    user_id: `user-of-${trackingId}`,
    tracking_id: trackingId,
    email: 'ada@example.org',
  }
  expect(await server.call('POST', `/api/generate/${org}`, body)).toMatchObject({ status: 200 })
}

async function report(trackingId: string, event: string, more: object = {}): Promise<void> {
  const body = {
    event,
    event_id: `${trackingId}-${event}`,
    tracking_id: trackingId,
    user_id: `user-of-${trackingId}`,
    ...more,
  }
  expect(await server.call('POST', `/api/webhook/events/${org}`, body)).toMatchObject({ status: 200 })
}

const newSender = () =>
  createFeedbackSender({ ...server.services, db: { ...server.services.db, kind: 'server' }, chance: () => 0 })

/** Reads what has come in, and delivers what is due. */
async function work(rounds = 1): Promise<void> {
  await processInbox(server)
  const sender = newSender()
  for (let round = 0; round < rounds; round++) {
    await sender.round()
    await sender.settled()
  }
}

const deliveries = async (id: string, query = '') =>
  (await server.call('GET', at(`/${id}/deliveries${query}`))).body.items

const statuses = (received: FeedbackReceiver) =>
  received.calls.map(({ body }) => JSON.parse(body).messageDeliveryFeedback.feedbackStatus.value)

describe('what becomes of a message', () => {
  it('is told once, signed, in the published shape, in order', async () => {
    const { id, secret } = await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_sent')
    await report('m-1', 'email_delivered')
    await report('m-1', 'email_bounced', { reason: 'mailbox full' })
    await report('m-1', 'email_opened')
    await work()
    expect(statuses(receiver)).toEqual(['sent', 'delivered', 'bounce'])
    const schema = (await server.call('GET', '/schemas/feedback-webhook.json')).body
    const validate = new Ajv2020({ strict: false }).compile(schema)
    for (const { headers, body } of receiver.calls) {
      expect(new Webhook(secret).verify(body, headers)).toMatchObject({ requestId: 'm-1', imsOrg: org })
      expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow()
      expect(validate(JSON.parse(body)), JSON.stringify(validate.errors)).toBe(true)
    }
    expect(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(3)
    const [last] = await deliveries(id)
    expect(last).toMatchObject({
      id: receiver.calls[2]?.headers['webhook-id'],
      feedback: 'bounce',
      state: 'delivered',
      request_id: 'm-1',
      status: 204,
      exchanges: [{ response: { status: 204 }, request: { url: receiver.url } }],
    })
  })

  it('is not told again when it is reported or read again', async () => {
    await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await report('m-1', 'email_delivered')
    await work()
    await report('m-1', 'email_delivered')
    expect(
      await server.call('POST', `/api/v1/orgs/${org}/requests/replay`, { filter: { platform: 'events' } }),
    ).toMatchObject({
      status: 202,
    })
    await work(2)
    expect(receiver.calls).toHaveLength(1)
  })

  it('is told when a report finds its message only later', async () => {
    await createWebhook()
    await choose('m-1')
    await report('unknown', 'email_delivered', { message_id: 'esp-1', user_id: 'nobody' })
    await work()
    expect(receiver.calls).toHaveLength(0)
    await report('m-1', 'email_sent', { message_id: 'esp-1' })
    await work()
    expect(statuses(receiver).sort()).toEqual(['delivered', 'sent'])
  })

  it('is passed on as Adobe reports it', async () => {
    await createWebhook()
    await choose('8NoByJne')
    const bounce = {
      requestId: '8NoByJne',
      imsOrg: 'myImsOrg',
      sandbox: { id: '068abf40-575e-11ea-8512-9b1bfdb82603', name: 'prod' },
      channel: 'email',
      eventType: 'message.feedback',
      messageExecution: {
        messageExecutionID: 'HUMA-1',
        messageType: 'transactional',
        campaignID: '16f24a15-7e21-477c-848a-d5695ca7f137',
        campaignVersionID: '2ca10c10-56dd-4505-87cd-fa5da84e7a5d',
      },
      messageDeliveryFeedback: {
        feedbackStatus: { value: 'bounce' },
        offers: null,
        messageExclusion: null,
        messageFailure: { category: 'sync', type: 'Ignored', code: '25', reason: 'Admin Failure' },
        retryCount: 0,
      },
      identityMap: { email: [{ id: 'ada@example.org', primary: true }] },
    }
    expect(await server.call('POST', `/api/webhook/ajo/${org}`, bounce)).toMatchObject({ status: 200 })
    await work()
    expect(receiver.calls.map(({ body }) => JSON.parse(body))).toEqual([bounce])
  })

  it('is passed on as Adobe reports it, also what only text messages have', async () => {
    await createWebhook({ channels: ['sms'] })
    await createTemplate(server, org, 'texts', { channel: 'sms' })
    await choose('code-5512', 'texts')
    const delivered = {
      requestId: 'code-5512',
      imsOrg: 'ACME@AdobeOrg',
      sandbox: { id: 'b0f1c6de-3d0a-4c26-9a56-6a1f7c3a9d10', name: 'prod' },
      channel: 'sms',
      eventType: 'message.feedback',
      messageExecution: {
        messageExecutionID: 'UMA-7712309',
        messageType: 'marketing',
        campaignID: '5f0c4e1b-6d9e-4e41-8a52-0d7b3c6f2e90',
        campaignVersionID: 'c81a7e02-94f6-4b3f-a2d5-1b60c7d9e4a3',
        campaignType: 'ApiTriggered',
        messageID: 'm-5521',
        messageProfileID: 'mp-90017',
      },
      messageDeliveryFeedback: {
        feedbackStatus: { value: 'delivered' },
        offers: null,
        messageExclusion: null,
        messageFailure: null,
        retryCount: 1,
        encoding: 'UNICODE',
        numberOfMessageParts: '3',
        deliveryTimestamp: '2026-03-02T08:58:41.250Z',
      },
      channelContext: { profileAddress: null, profileNumber: '+4915550100777' },
    }
    const identityMap = (more: object) => ({ Phone: [{ id: '+4915550100777', ...more }] })
    await server.call('POST', `/api/webhook/ajo/${org}`, { ...delivered, identityMap: identityMap({}) })
    await work()
    // Adobe leaves `primary` out of numbers; receivers may count on it.
    expect(receiver.calls.map(({ body }) => JSON.parse(body))).toEqual([
      { ...delivered, identityMap: identityMap({ primary: true }) },
    ])
    const validate = new Ajv2020({ strict: false }).compile(FeedbackPayload)
    expect(validate(JSON.parse(receiver.calls[0]?.body ?? '')), JSON.stringify(validate.errors)).toBe(true)
  })

  it('is told only of the templates, sandbox and channels that were asked for', async () => {
    await createTemplate(server, org, 'other')
    await createTemplate(server, org, 'texts', { channel: 'sms' })
    await server.call('POST', `/api/v1/orgs/${org}/sandboxes`, { name: 'dev' })
    await createTemplate(server, org, 'elsewhere', { sandbox: 'dev' })
    await createWebhook({ templates: ['welcome', 'texts'] })
    for (const template of ['welcome', 'other', 'texts', 'elsewhere']) {
      await choose(template, template)
      await report(template, 'delivered')
    }
    await work()
    expect(receiver.calls.map(({ body }) => JSON.parse(body).requestId)).toEqual(['welcome'])
  })
})

describe('a receiver in trouble', () => {
  it('gets everything in the end, each under the id it had, and its neighbour never waits', async () => {
    await server.call('PATCH', `/api/v1/orgs/${org}`, { several_feedback_webhooks: true })
    const neighbour = await listen()
    const { id } = await createWebhook()
    await createWebhook({ url: neighbour.url })
    const trouble: Parameters<FeedbackReceiver['respondWith']>[0][] = [
      response => response.writeHead(500).end('broken'),
      response => response.socket?.resetAndDestroy(),
      response => response.writeHead(429, { 'retry-after': '600' }).end(),
      response => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      response => response.writeHead(404).end(),
    ]
    for (const [number, respond] of trouble.entries()) {
      receiver.respondWith(respond)
      await choose(`m-${number}`)
      await report(`m-${number}`, 'email_delivered')
      await work()
      expect(neighbour.calls).toHaveLength(number + 1)
      pass(HOUR_MS)
    }
    const tried = receiver.calls.length
    expect(tried).toBeGreaterThanOrEqual(trouble.length)
    expect((await deliveries(id, '?state=delivered')).length).toBe(0)
    const { health } = (await server.call('GET', at(`/${id}`))).body
    expect(health).toMatchObject({ status: 'failing', waiting: 5, failing_since: expect.any(String) })
    receiver.respondWith()
    pass(12 * HOUR_MS)
    await work(3)
    const made = await deliveries(id)
    expect(made.map(({ state }: { state: string }) => state)).toEqual(Array(5).fill('delivered'))
    const byRequest = new Map<string, Set<string | undefined>>()
    for (const { headers, body } of receiver.calls) {
      const { requestId } = JSON.parse(body)
      byRequest.set(requestId, (byRequest.get(requestId) ?? new Set()).add(headers['webhook-id']))
    }
    expect([...byRequest.values()].map(ids => ids.size)).toEqual(Array(5).fill(1))
    const reasons = made.flatMap(({ exchanges }: { exchanges: { reason: string | null }[] }) =>
      exchanges.map(({ reason }) => reason ?? ''),
    )
    for (const words of ['500', '429', 'redirects', '404']) expect(reasons.join()).toContain(words)
  })

  it('that never answers keeps nobody else waiting', async () => {
    await server.call('PATCH', `/api/v1/orgs/${org}`, { several_feedback_webhooks: true })
    const silent = await listen()
    const called = new Promise<void>(resolve => silent.respondWith(() => resolve()))
    await createWebhook({ url: silent.url })
    await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_sent')
    await report('m-1', 'email_delivered')
    await processInbox(server)
    const sender = newSender()
    await sender.round()
    await called
    await expect.poll(() => statuses(receiver), { timeout: 30_000 }).toEqual(['sent', 'delivered'])
    expect(silent.calls).toHaveLength(1)
    await silent.close()
    await sender.settled()
  }, 60_000)

  it('is not called before the time that it asked for', async () => {
    const { id } = await createWebhook()
    receiver.respondWith(response => response.writeHead(503, { 'retry-after': '900' }).end())
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    receiver.respondWith()
    pass(14 * MINUTE_MS)
    await choose('m-2')
    await report('m-2', 'email_delivered')
    await work()
    expect(receiver.calls).toHaveLength(1)
    expect((await server.call('GET', at(`/${id}`))).body.health.tried_again_at).not.toBeNull()
    pass(2 * MINUTE_MS)
    await work()
    expect(receiver.calls).toHaveLength(3)
  })

  it('keeps the order of a request, and what else there is does not wait for it', async () => {
    await createWebhook()
    receiver.respondWith((response, { body }) =>
      response.writeHead(JSON.parse(body).requestId === 'm-1' ? 422 : 204).end(),
    )
    await choose('m-1')
    await choose('m-2')
    for (const request of ['m-1', 'm-2'])
      for (const event of ['email_sent', 'email_delivered']) await report(request, event)
    await work(2)
    receiver.respondWith()
    pass(HOUR_MS)
    await work()
    const told = receiver.calls.map(({ body }) => JSON.parse(body))
    const of = (request: string) =>
      told
        .filter(each => each.requestId === request)
        .map(each => each.messageDeliveryFeedback.feedbackStatus.value)
    expect(of('m-2')).toEqual(['sent', 'delivered'])
    expect(of('m-1')).toEqual(['sent', 'sent', 'delivered'])
  })

  it('that is gone is paused, and nothing is lost', async () => {
    const { id } = await createWebhook()
    receiver.respondWith(response => response.writeHead(410).end())
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work(2)
    expect((await server.call('GET', at(`/${id}`))).body).toMatchObject({
      status: 'paused',
      status_reason: expect.stringContaining('410'),
      health: { waiting: 1 },
    })
    receiver.respondWith()
    pass(200 * HOUR_MS)
    await work()
    expect(receiver.calls).toHaveLength(1)
    expect(await server.call('PATCH', at(`/${id}`), { status: 'active' })).toMatchObject({ status: 200 })
    await work()
    expect(receiver.calls).toHaveLength(2)
  })

  it('is warned of, disabled after days, and gets back what was given up', async () => {
    const { id } = await createWebhook()
    await receiver.close()
    const since = now.toISOString()
    const health = async () => (await server.call('GET', at(`/${id}`))).body
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    const seen: string[] = []
    for (let hours = 0; hours < 24 * 7; hours += 4) {
      pass(4 * HOUR_MS)
      if (hours % 24 === 0) {
        await choose(`m-${hours}-later`)
        await report(`m-${hours}-later`, 'email_delivered')
      }
      await work()
      const { status, health: how } = await health()
      seen.push(status === 'active' ? how.status : status)
    }
    expect([...new Set(seen)]).toEqual(['failing', 'warning', 'disabled'])
    expect(seen.indexOf('disabled')).toBeGreaterThanOrEqual(24)
    expect((await health()).health.failed).toBeGreaterThan(0)
    receiver = await listen(Number(new URL(receiver.url).port))
    await server.call('PATCH', at(`/${id}`), { status: 'active' })
    const recovered = await server.call('POST', at(`/${id}/recover`), { since })
    expect(recovered).toMatchObject({ status: 202, body: { recovered: expect.any(Number) } })
    await work(2)
    expect((await health()).health).toMatchObject({ status: 'ok', waiting: 0, failed: 0 })
    expect(new Set(receiver.calls.map(({ body }) => JSON.parse(body).requestId)).size).toBe(8)
  }, 60_000)

  it('gets what a process that died had taken, and anything once more that somebody asks for', async () => {
    const { id } = await createWebhook()
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await processInbox(server)
    await server.services.db.query({
      text: 'update feedback_webhooks set leased_until = $1',
      values: [new Date(now.getTime() + 45_000)],
    })
    await work()
    expect(receiver.calls).toHaveLength(0)
    pass(MINUTE_MS)
    await work()
    expect(receiver.calls).toHaveLength(1)
    const [made] = await deliveries(id)
    const retried = await server.call('POST', at(`/${id}/deliveries/${made.id}/retry`))
    expect(retried).toMatchObject({ status: 202, body: { state: 'waiting' } })
    await work()
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([made.id, made.id])
    expect((await deliveries(id))[0].exchanges).toHaveLength(2)
    expect(await server.call('POST', at(`/${id}/deliveries/unknown/retry`))).toMatchObject({ status: 404 })
  })
})

describe('authentication', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = { type: 'pkcs8', format: 'pem' } as const
  const shared = 'a shared secret of more than 32 characters'
  const common = { type: 'jwt', issuer: 'parley', audience: 'crm', lifetime_seconds: 60 }

  it.each([
    ['HS256', shared, createSecretKey(Buffer.from(shared))],
    ['RS256', String(rsa.privateKey.export(pem)), createPublicKey(rsa.privateKey)],
    ['ES256', String(ec.privateKey.export(pem)), createPublicKey(ec.privateKey)],
  ])('shows a token that %s signs', async (algorithm, key, publicKey) => {
    const { id, authentication } = await createWebhook({ authentication: { ...common, algorithm, key } })
    expect(authentication).toEqual({ ...common, algorithm, key_id: undefined, is_secret_set: true })
    const tested = await server.call('POST', at(`/${id}/test`), { feedback: 'bounce' })
    expect(tested).toMatchObject({
      status: 200,
      body: {
        ok: true,
        request: { headers: { authorization: 'Bearer ********' } },
        response: { status: 204 },
      },
    })
    const [, token = ''] = receiver.calls[0]?.headers['authorization']?.split(' ') ?? []
    const { payload } = await jwtVerify(token, publicKey, {
      issuer: 'parley',
      audience: 'crm',
      algorithms: [algorithm],
      currentDate: now,
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60)
    expect(payload.jti).toBe(receiver.calls[0]?.headers['webhook-id'])
  })

  it('refuses keys that do not fit', async () => {
    const wrong = [
      ['HS256', 'short'],
      ['RS256', shared],
      ['RS256', String(ec.privateKey.export(pem))],
      ['ES256', String(rsa.privateKey.export(pem))],
      ['ES256', undefined],
    ]
    for (const [algorithm, key] of wrong) {
      const refused = await server.call('POST', at(), {
        ...{ name: 'crm', url: receiver.url },
        authentication: { ...common, algorithm, key },
      })
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: '/authentication/key' }] } })
      if (key !== undefined) expect(JSON.stringify(refused.body)).not.toContain(key)
    }
  })

  it('fetches an access token, keeps it until it expires, and gets another when it is refused', async () => {
    const asked: URLSearchParams[] = []
    const tokens = createServer(async (request, response) => {
      asked.push(new URLSearchParams(Buffer.concat(await request.toArray()).toString()))
      response.end(
        JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 3600, token_type: 'Bearer' }),
      )
    }).listen(0, '127.0.0.1')
    open.push(tokens)
    await new Promise(resolve => tokens.once('listening', resolve))
    const token_url = `http://127.0.0.1:${(tokens.address() as { port: number }).port}/token`
    const { id } = await createWebhook({
      authentication: {
        type: 'client_credentials',
        token_url,
        client_id: 'me',
        client_secret: 's3cret',
        scope: 'feedback',
      },
    })
    const test = () => server.call('POST', at(`/${id}/test`), {})
    await test()
    await test()
    expect(asked.map(String)).toEqual([
      'grant_type=client_credentials&client_id=me&client_secret=s3cret&scope=feedback',
    ])
    pass(2 * HOUR_MS)
    await test()
    receiver.respondWith(response => response.writeHead(401).end())
    await test()
    receiver.respondWith()
    await test()
    expect(receiver.calls.map(({ headers }) => headers['authorization'])).toEqual(
      ['token-1', 'token-1', 'token-2', 'token-2', 'token-3'].map(token => `Bearer ${token}`),
    )
    tokens
      .removeAllListeners('request')
      .on('request', (_request, response) => response.writeHead(400).end('s3cret'))
    pass(2 * HOUR_MS)
    const failed = await test()
    expect(failed.body).toMatchObject({ ok: false, response: null, reason: expect.stringContaining('400') })
    expect(JSON.stringify(failed.body)).not.toContain('s3cret')
  })
})

describe('the settings', () => {
  it('keep secrets to themselves, and keep what a change leaves out', async () => {
    const headers = [
      { name: 'X-Team', value: 'crm' },
      { name: 'X-Token', value: 'hush-hush', secret: true },
    ]
    const made = await createWebhook({ headers })
    receiver.respondWith((response, call) => response.end(`you sent ${call.headers['x-token']}`))
    const patched = await server.call('PATCH', at(`/${made.id}`), {
      name: 'renamed',
      headers: [{ name: 'X-Token', secret: true }],
    })
    expect(patched.body).toMatchObject({
      name: 'renamed',
      headers: [{ name: 'X-Token', value: null, secret: true }],
    })
    const tested = await server.call('POST', at(`/${made.id}/test`), {})
    expect(receiver.calls[0]?.headers).toMatchObject({ 'x-token': 'hush-hush' })
    expect(tested.body.response.body).toBe('you sent ********')
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    const shown = [
      patched,
      tested,
      await server.call('GET', at()),
      await server.call('GET', at(`/${made.id}/deliveries`)),
    ]
    expect(JSON.stringify(shown)).not.toContain('hush-hush')
    expect(JSON.stringify(shown)).not.toContain(made.secret)
    const stored = await server.services.db.query({ text: 'select w::text from feedback_webhooks w' })
    expect(JSON.stringify(stored)).not.toContain('hush-hush')
    expect(JSON.stringify(stored)).not.toContain(made.secret)
  })

  it.each([
    'Host',
    'Connection',
    'Content-Length',
    'Transfer-Encoding',
    'TE',
    'Upgrade',
    'Proxy-Authorization',
    'Keep-Alive',
    'Webhook-Signature',
    'Content-Type',
    'x y',
  ])('refuse the header %s', async name => {
    const refused = await server.call('POST', at(), {
      name: 'crm',
      url: receiver.url,
      headers: [{ name, value: 'v' }],
    })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: '/headers/0' }] } })
  })

  it.each(['line\r\nx: y', 'line\nbreak', 'nul\0'])('refuse the header value %j', async value => {
    const headers = [{ name: 'x-own', value }]
    expect(await server.call('POST', at(), { name: 'crm', url: receiver.url, headers })).toMatchObject({
      status: 422,
    })
  })

  it.each([
    'http://receiver.example.com/',
    'https://10.0.0.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest',
    'https://user:secret@receiver.example.com/',
    'ftp://receiver.example.com/',
    'nonsense',
  ])('refuse the URL %s, with the reason', async url => {
    const refused = await server.call('POST', at(), { name: 'crm', url })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: '/url' }] } })
    const authentication = { type: 'client_credentials', token_url: url, client_id: 'a', client_secret: 'b' }
    expect(await server.call('POST', at(), { name: 'crm', url: receiver.url, authentication })).toMatchObject(
      {
        status: 422,
        body: { errors: [{ field: '/authentication/token_url' }] },
      },
    )
  })

  it('name a host whose address may change: it is vetted anew at every call', async () => {
    const { id } = await createWebhook()
    let addresses = ['127.0.0.1']
    const outbound = createOutbound({
      ...{ allowedPrivateHosts: '127.0.0.1', timeoutMs: 5_000, responseBytesMax: 1_000 },
      resolve: async () => addresses,
    })
    open.push(outbound)
    const port = new URL(receiver.url).port
    const { db } = server.services
    await db.query({
      text: 'update feedback_webhooks set url = $1 where id = $2',
      values: [`http://rebinding.example.com:${port}/feedback`, id],
    })
    const sender = createFeedbackSender({ ...server.services, outbound, chance: () => 0 })
    const told: number[] = []
    for (const inside of [false, true, false]) {
      addresses = inside ? ['10.0.0.1'] : ['127.0.0.1']
      // Connections that are open go where they went: the name is looked up for new ones.
      receiver.disconnect()
      await choose(`m-${told.length}`)
      await report(`m-${told.length}`, 'email_delivered')
      await processInbox(server)
      await sender.round()
      await sender.settled()
      told.push(receiver.calls.length)
      pass(HOUR_MS)
    }
    expect(told).toEqual([1, 1, 3])
    const refused = await deliveries(id, '?request_id=m-1')
    expect(refused[0].exchanges[0]).toMatchObject({
      response: null,
      reason: expect.stringMatching(
        /"rebinding\.example\.com" may not be called: 10\.0\.0\.1 is a private address/,
      ),
    })
  })

  it('allow one for a sandbox, unless the organisation wants more', async () => {
    const { id } = await createWebhook()
    const second = { name: 'second', url: receiver.url }
    expect(await server.call('POST', at(), second)).toMatchObject({
      status: 409,
      body: { code: 'already-exists' },
    })
    await server.call('POST', `/api/v1/orgs/${org}/sandboxes`, { name: 'dev' })
    expect(await server.call('POST', at(), { ...second, sandbox: 'dev' })).toMatchObject({ status: 201 })
    await server.call('PATCH', `/api/v1/orgs/${org}`, { several_feedback_webhooks: true })
    expect(await server.call('POST', at(), second)).toMatchObject({ status: 201 })
    expect(await server.call('DELETE', at(`/${id}`))).toMatchObject({ status: 204 })
    expect(await server.call('GET', at(`/${id}`))).toMatchObject({ status: 404 })
    expect((await server.call('GET', at())).body.items).toHaveLength(2)
    expect(await server.call('POST', at(), { ...second, sandbox: 'none' })).toMatchObject({ status: 422 })
    expect(await server.call('POST', at(), { ...second, templates: ['none'] })).toMatchObject({ status: 422 })
  })

  it('pause without loss', async () => {
    const { id } = await createWebhook()
    await server.call('PATCH', at(`/${id}`), { status: 'paused' })
    await choose('m-1')
    await report('m-1', 'email_delivered')
    await work()
    expect(receiver.calls).toHaveLength(0)
    await server.call('PATCH', at(`/${id}`), { status: 'active' })
    await work()
    expect(receiver.calls).toHaveLength(1)
  })

  it('rotate the secret, and sign with both as long as was asked for', async () => {
    const { id, secret } = await createWebhook()
    const rotated = await server.call('POST', at(`/${id}/rotate-secret`), { previous_valid_seconds: 3600 })
    const test = async () => {
      await server.call('POST', at(`/${id}/test`), {})
      const { headers, body } = receiver.calls.at(-1) ?? { headers: {}, body: '' }
      return (given: string) => new Webhook(given).verify(body, headers)
    }
    const verify = await test()
    for (const each of [secret, rotated.body.secret]) expect(() => verify(each)).not.toThrow()
    expect((await server.call('GET', at(`/${id}`))).body.previous_secret_valid_until).not.toBeNull()
    await server.services.db.query({
      text: 'update feedback_webhooks set previous_until = $1',
      values: [now],
    })
    const later = await test()
    expect(() => later(rotated.body.secret)).not.toThrow()
    expect(() => later(secret)).toThrow()
  })
})
