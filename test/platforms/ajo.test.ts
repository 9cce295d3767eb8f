import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { countsOf, createOrg, createTemplate, processInbox, type TestTemplate } from '../factories.ts'
import { type Backend, CAMPAIGN, createKey, snippet, startBackend } from './ajo-backend.ts'

const ISSUER = 'ajo.example.com'

let server: TestApp
let backend: Backend
let ingestKey = ''
let template: TestTemplate

beforeAll(async () => {
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  await createOrg(server, 'acme')
  await createOrg(server, 'globex')
  backend = await startBackend(server)
  ingestKey = await createKey(server, 'ingest')
  const split = { control_share: 0.5 }
  template = await createTemplate(server, 'acme', 'receipt', {
    split,
    attribution: { conversion_events: ['purchase'] },
    integration: { ajo: { campaign_id: CAMPAIGN } },
  })
  await createTemplate(server, 'acme', 'other', { integration: { ajo: { campaign_id: 'another-campaign' } } })
  await createTemplate(server, 'globex', 'receipt', { integration: { ajo: { campaign_id: CAMPAIGN } } })
  for (const [org, secret] of [
    ['acme', 'the-secret-of-acme'],
    ['globex', 'the-secret-of-globex'],
  ]) {
    const settings = { issuer: ISSUER, audience: 'parley', secret }
    expect(await server.call('PUT', `/api/v1/orgs/${org}/platforms/ajo`, { settings })).toMatchObject({
      status: 200,
    })
  }
})
afterAll(async () => {
  backend.close()
  await server.close()
})

async function sign(secret: string, expiresAt = new Date(Date.now() + 300_000)): Promise<string> {
  const token = new SignJWT().setProtectedHeader({ alg: 'HS256' }).setIssuer(ISSUER).setAudience('parley')
  return `Bearer ${await token.setExpirationTime(expiresAt).sign(Buffer.from(secret))}`
}

const reportOf = (email: string, requestId: string, status: string, more: object = {}) => ({
  requestId,
  imsOrg: '7D21@AdobeOrg',
  sandbox: { id: 'b0f1c6de', name: 'prod' },
  channel: 'email',
  eventType: 'message.feedback',
  messageExecution: {
    messageExecutionID: `HUMA-${requestId}`,
    campaignID: CAMPAIGN,
    campaignType: 'ApiTriggered',
  },
  messageDeliveryFeedback: { feedbackStatus: { value: status }, messageFailure: null, retryCount: 0 },
  identityMap: { email: [{ id: email, primary: true }] },
  ...more,
})

async function post(org: string, authorization: string, body: unknown): Promise<number> {
  const url = `${backend.url}/api/webhook/ajo/${org}`
  const headers = { authorization, 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status
}

async function report(...bodies: readonly unknown[]): Promise<void> {
  for (const body of bodies) expect(await post('acme', await sign('the-secret-of-acme'), body)).toBe(200)
  await processInbox(server)
}

async function postEvent(body: object): Promise<void> {
  const headers = { 'x-api-key': ingestKey, 'content-type': 'application/json' }
  const reply = await fetch(`${backend.url}/api/webhook/events/acme`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  expect(reply.status).toBe(200)
  await processInbox(server)
}

const figuresOf = async (variantId: string | undefined) =>
  (await server.call('GET', '/api/v1/orgs/acme/templates/receipt/results')).body.variants.find(
    (each: { id: string }) => each.id === variantId,
  )

/** Sends to new people until one is in that arm of the split. */
async function sendInto(control: boolean, name: string) {
  for (let number = 1; number <= 40; number++) {
    const [userId, id, email] = [
      `${name}-${number}`,
      `order-${name}-${number}`,
      `${name}${number}@example.org`,
    ]
    await backend.send({ id, userId, email, fields: { name: 'Ada "A" <b>' } })
    const query = `template_id=receipt&tracking_id=${id}&user_id=${userId}`
    const { body } = await server.call('GET', `/api/generate/acme?${query}`)
    if (body.control === control) return { id, email, userId, variantId: body.copy.id as string }
  }
  throw new Error('the split gave nobody')
}

describe('the loop through Adobe Journey Optimizer', () => {
  it.each([
    ['a variant', false],
    ['the control', true],
  ])('counts what became of %s, once, and nothing else', async (name, control) => {
    const { id, email, userId, variantId } = await sendInto(control, control ? 'kay' : 'val')
    expect(variantId === template.controlId).toBe(control)
    const before = await countsOf(server, 'acme')
    const figures = await figuresOf(variantId)
    const reports = [reportOf(email, id, 'sent'), reportOf(email, id, 'delivered')]
    await report(...reports)
    const click = JSON.parse(snippet('click').split('\n\n')[1] ?? '').event
    await postEvent({ event: click, event_id: `click-${name}`, tracking_id: id })
    await postEvent({
      event: 'purchase',
      event_id: `buy-${name}`,
      user_id: userId,
      value: 20,
      currency: 'USD',
    })

    const after = await figuresOf(variantId)
    for (const figure of ['sends', 'clicks', 'conversions']) {
      expect([figure, after[figure] - figures[figure]]).toEqual([figure, 1])
    }
    const counts = await countsOf(server, 'acme')
    expect(counts.filter((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]))).toHaveLength(1)

    await report(...reports, reports)
    expect(await countsOf(server, 'acme')).toEqual(counts)
    expect(await countsOf(server, 'globex')).toEqual([])
  })

  it('recognises a message by campaign and person when its request id is unknown', async () => {
    const { email, variantId } = await sendInto(false, 'wim')
    const figures = await figuresOf(variantId)
    await report(reportOf(email, 'id-of-the-gateway', 'sent'))
    expect((await figuresOf(variantId)).sends - figures.sends).toBe(1)
    await report(reportOf('nobody@example.org', 'id-of-nobody', 'sent'))
    expect((await figuresOf(variantId)).sends - figures.sends).toBe(1)
  })

  it('counts a bounce for its message, and keeps what nobody documents without counting it', async () => {
    const { id, email, variantId } = await sendInto(false, 'bo')
    const messageDeliveryFeedback = {
      feedbackStatus: { value: 'Bounce' },
      messageFailure: { category: 'sync', type: 'Hard', code: '10', reason: 'Invalid Recipient' },
    }
    await report(reportOf(email, id, 'sent'), reportOf(email, id, '', { messageDeliveryFeedback }))
    const counts = await countsOf(server, 'acme')
    expect(counts).toContainEqual(
      expect.objectContaining({ variant_id: variantId, bounces: expect.toSatisfy(n => Number(n) === 1) }),
    )
    await report(reportOf(email, id, 'pondered'), { nothing: 'known' })
    expect(await countsOf(server, 'acme')).toEqual(counts)
  })

  it('lets nobody in with the token of another organisation, an expired one, or an ingest key alone', async () => {
    const requests = async () => (await server.call('GET', '/api/v1/orgs/acme/requests')).body
    const before = await requests()
    const body = reportOf('eve@example.org', 'forged', 'sent')
    expect(await post('acme', await sign('the-secret-of-globex'), body)).toBe(401)
    expect(await post('acme', await sign('the-secret-of-acme', new Date(Date.now() - 120_000)), body)).toBe(
      401,
    )
    expect(await post('acme', `Bearer ${ingestKey}`, body)).toBe(401)
    expect(await post('globex', await sign('the-secret-of-acme'), body)).toBe(401)
    expect(await requests()).toEqual(before)
    expect((await server.call('GET', '/api/v1/orgs/globex/requests')).body).toMatchObject({ items: [] })
  })

  it('takes tokens signed with a key of the published set, and none while the set cannot be had', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const set = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'spring' }] })
    const publisher = createServer(({ url }, response) => {
      response.writeHead(url === '/keys' ? 200 : 503).end(url === '/keys' ? set : '')
    }).listen(0, '127.0.0.1')
    await once(publisher, 'listening')
    await createOrg(server, 'initech')
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: 'spring' })
      .setExpirationTime('5m')
      .sign(privateKey)
    const postWithKeysAt = async (path: string) => {
      const settings = { jwks_url: `http://127.0.0.1:${(publisher.address() as AddressInfo).port}${path}` }
      await server.call('PUT', '/api/v1/orgs/initech/platforms/ajo', { settings })
      return post('initech', `Bearer ${token}`, reportOf('ivy@example.org', 'r-1', 'sent'))
    }
    expect(await postWithKeysAt('/keys')).toBe(200)
    expect(await postWithKeysAt('/gone')).toBe(503)
    publisher.close()
  })

  it('tells the recipients of one request apart', async () => {
    const [one, other] = [await sendInto(false, 'pia'), await sendInto(false, 'rui')]
    const sendsOf = async () => {
      const { body } = await server.call('GET', '/api/v1/orgs/acme/templates/receipt/results')
      return body.variants.reduce((sum: number, { sends }: { sends: number }) => sum + sends, 0)
    }
    const before = await sendsOf()
    await report([reportOf(one.email, 'shared', 'sent'), reportOf(other.email, 'shared', 'sent')])
    await report(reportOf(other.email, 'shared', 'delivered'))
    expect(await sendsOf()).toBe(before + 2)
  })
})
