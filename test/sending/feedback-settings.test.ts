import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { createFeedbackSender } from '../../src/features/feedback/sender.ts'
import { HOUR_MS } from '../../src/lib/duration.ts'
import { createOutbound } from '../../src/runtime/outbound/outbound.ts'
import { processInbox } from '../factories.ts'
import {
  at,
  choose,
  createWebhook,
  deliveries,
  now,
  open,
  org,
  pass,
  receiver,
  report,
  server,
  setUpScene,
  work,
} from './feedback-scene.ts'

setUpScene()

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
