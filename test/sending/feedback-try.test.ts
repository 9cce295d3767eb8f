import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { at, createWebhook, deliveries, receiver, server, setUpScene } from './feedback-scene.ts'

setUpScene()
const post = (path: string, body: object) => server.call('POST', at(path), body)
const KEY = 'a-shared-key-of-thirty-two-characters-or-more'

describe('settings that are not saved', () => {
  it('are tried with a real call, shown without secrets, and stored nowhere', async () => {
    receiver.respondWith(response => response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('aud'))
    const { status, body } = await post('/test', {
      url: receiver.url,
      feedback: 'bounce',
      channels: ['sms'],
      authentication: { type: 'jwt', algorithm: 'HS256', key: KEY, audience: 'orders' },
      headers: [{ name: 'x-routing', value: 'the-hidden-value', secret: true }],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ok: false,
      response: { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: 'aud' },
      reason: expect.stringContaining('401'),
      payload: { channel: 'sms', messageDeliveryFeedback: { feedbackStatus: { value: 'bounce' } } },
    })
    const [call] = receiver.calls
    expect(JSON.parse(call?.body ?? '')).toEqual(body.payload)
    expect(call?.headers['x-routing']).toBe('the-hidden-value')
    expect(decodeJwt(call?.headers['authorization']?.slice('Bearer '.length) ?? '')).toMatchObject({
      aud: 'orders',
    })
    expect(call?.headers['webhook-signature']).toMatch(/^v1,/)
    expect(JSON.stringify(body)).not.toContain(KEY)
    expect(JSON.stringify(body)).not.toContain('the-hidden-value')
    expect((await server.call('GET', at())).body.items).toEqual([])
  })

  it('take the secrets of the webhook that is being changed, and the edited body', async () => {
    const { id } = await createWebhook({
      authentication: { type: 'jwt', algorithm: 'HS256', key: KEY, audience: 'old' },
    })
    const { body } = await post('/test', {
      id,
      url: receiver.url,
      authentication: { type: 'jwt', algorithm: 'HS256', audience: 'new' },
      payload: { mine: true },
    })
    expect(body).toMatchObject({ ok: true, payload: { mine: true } })
    expect(receiver.calls[0]?.body).toBe('{"mine":true}')
    const token = receiver.calls[0]?.headers['authorization']?.slice('Bearer '.length) ?? ''
    expect(decodeJwt(token)).toMatchObject({ aud: 'new' })
    expect((await server.call('GET', at(`/${id}`))).body.authentication.audience).toBe('old')
    expect(await deliveries(id)).toEqual([])
  })

  it('are refused by field', async () => {
    expect(await post('/test', { url: 'http://203.0.113.7/' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/url' }] },
    })
    const short = { type: 'jwt', algorithm: 'HS256', key: 'short' }
    expect(await post('/test', { url: receiver.url, authentication: short })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/authentication/key' }] },
    })
    expect(await post('/test', { url: receiver.url, id: 'nobody' })).toMatchObject({ status: 404 })
  })
})

describe('the preview', () => {
  it('is the body that a test sends, for each outcome, and the token in clear text', async () => {
    const jwt = { algorithm: 'HS256', issuer: 'parley', audience: 'orders', lifetime_seconds: 60 }
    const { status, body } = await post('/preview', { channel: 'email', ims_org: 'ACME@Adobe', jwt })
    expect(status).toBe(200)
    expect(Object.keys(body.bodies)).toEqual(['sent', 'delivered', 'bounce', 'error', 'exclude', 'delay'])
    expect(body.bodies.bounce).toMatchObject({
      imsOrg: 'ACME@Adobe',
      messageDeliveryFeedback: { feedbackStatus: { value: 'bounce' }, messageFailure: { category: 'async' } },
    })
    expect(body.token).toMatchObject({
      header: { alg: 'HS256', typ: 'JWT' },
      claims: { iss: 'parley', aud: 'orders', exp: body.token.claims.iat + 60 },
    })
    const sent = await post('/test', { url: receiver.url, feedback: 'bounce', ims_org: 'ACME@Adobe' })
    const withoutIds = (payload: object) =>
      JSON.stringify(payload).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    expect(withoutIds(sent.body.payload)).toBe(withoutIds(body.bodies.bounce))
    expect((await post('/preview', {})).body.token).toBeNull()
  })
})

describe('the check of an address', () => {
  const hints = async (url: string) => (await post('/check', { url })).body.hints
  it('says what is wrong, step by step, and blocks nothing', async () => {
    expect(await hints('not an address')).toEqual([
      { check: 'syntax', ok: false, text: expect.stringContaining('URL') },
    ])
    expect(await hints('https://10.0.0.7/')).toMatchObject([
      { check: 'syntax', ok: true },
      { check: 'public', ok: false, text: expect.stringContaining('PARLEY_ALLOWED_PRIVATE_HOSTS') },
    ])
    expect(await hints('https://there-is-no-such-host.invalid/')).toMatchObject([
      { check: 'syntax', ok: true },
      { check: 'resolves', ok: false },
    ])
    expect(await hints(receiver.url)).toMatchObject([{ ok: true }, { check: 'public', ok: true }])
    // A server without TLS at an https address.
    expect(await hints(receiver.url.replace('http:', 'https:'))).toMatchObject([
      { check: 'syntax', ok: true },
      { check: 'public', ok: true },
      { check: 'certificate', ok: false },
    ])
    expect(receiver.calls).toEqual([])
  })
})
