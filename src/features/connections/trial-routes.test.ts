import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { countsOf, createOrg, createTemplate, processInbox } from '../../../test/factories.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'

const KEY = 'app-key-that-nobody-sees'

let server: TestApp
let vendorUrl = ''
let answer: (authorization: string | undefined) => readonly [status: number, body: string]

const vendor = createServer((request, response) => {
  const [status, body] = answer(request.headers.authorization)
  if (status === 0) request.socket.destroy()
  else response.writeHead(status, { 'content-type': 'application/json' }).end(body)
})

beforeAll(async () => {
  vendor.listen(0, '127.0.0.1')
  await once(vendor, 'listening')
  vendorUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`
  server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  await createOrg(server, 'acme')
})
afterAll(async () => {
  await server.close()
  vendor.close()
})

const platforms = '/api/v1/orgs/acme/platforms'
const verify = (slug: string) => server.call('POST', `${platforms}/${slug}/verify`)
const sample = (slug: string, body: object) => server.call('POST', `${platforms}/${slug}/sample`, body)

describe('POST /platforms/:slug/verify', () => {
  beforeEach(async () => {
    answer = () => [200, '{}']
    await server.call('PUT', `${platforms}/cio`, {
      settings: { signing_key: 'signing-key', app_api_key: KEY, base_url: vendorUrl },
    })
  })

  it('200: says what works', async () => {
    answer = authorization => (authorization === `Bearer ${KEY}` ? [200, '{}'] : [401, '{}'])
    const { status, body } = await verify('cio')
    expect(status).toBe(200)
    expect(body).toEqual({
      ...{ outcome: 'works', message: expect.stringContaining('Customer.io'), ok: true },
      ...{ checked_at: expect.any(String), findings: expect.any(Array) },
    })
    expect(body.findings.length).toBeGreaterThan(0)
    for (const finding of body.findings) expect(finding).toMatchObject({ status: 'works', fix: null })
  })

  it('200: says what does not, whatever the vendor answers, and never repeats a secret', async () => {
    const troubles = [
      [401, JSON.stringify({ meta: { error: `the key ${KEY} is unknown` } })],
      [403, ''],
      [429, '{}'],
      [500, '<html>'],
      [302, ''],
      [0, ''],
    ] as const
    for (const trouble of troubles) {
      answer = () => trouble
      const { status, body } = await verify('cio')
      expect(status).toBe(200)
      expect(body).toMatchObject({ outcome: 'refused', ok: false })
      expect(body.findings[0]).toMatchObject({ status: 'fails', fix: expect.any(String) })
      expect(JSON.stringify(body)).not.toContain(KEY)
    }
  })

  it('200: does not call where this server may not call', async () => {
    // Refused when it is saved; an earlier version of Parley may have stored it.
    const settings = { base_url: 'http://169.254.169.254' }
    expect(await server.call('PUT', `${platforms}/cio`, { settings })).toMatchObject({
      status: 422,
      body: { errors: [{ field: '/settings/base_url', message: expect.stringContaining('link-local') }] },
    })
    await server.services.db.query({
      text: `update platform_settings set settings = settings || $1::jsonb where platform = 'cio'`,
      values: [JSON.stringify(settings)],
    })
    await server.services.catalog.changed('acme')
    const { body } = await verify('cio')
    expect(body.ok).toBe(false)
    expect(body.findings[0].message).toContain('link-local')
  })

  it('200: says what is not set', async () => {
    await createOrg(server, 'bare')
    const { status, body } = await server.call('POST', '/api/v1/orgs/bare/platforms/cio/verify')
    expect([status, body.ok, body.outcome]).toEqual([200, false, 'incomplete'])
    expect(body.findings[0]).toMatchObject({
      check: expect.stringContaining('Webhook signing key'),
      status: 'fails',
    })
  })

  it('200: says how to check where there is nothing to ask', async () => {
    const outcomeOf = async (slug: string) => (await verify(slug)).body
    expect(await outcomeOf('events')).toMatchObject({ outcome: 'incomplete', ok: false })
    await server.call('POST', '/api/v1/orgs/acme/keys', { name: 'in', scopes: ['ingest'] })
    expect(await outcomeOf('events')).toMatchObject({
      ...{ outcome: 'not-asked', ok: false },
      findings: [{ status: 'not-asked', message: expect.stringContaining('inbound log') }],
    })
    // Complete, but without the key by which Parley could ask.
    expect(await outcomeOf('itbl')).toMatchObject({ outcome: 'not-asked', ok: false })
  })

  it('401, 403, 404: for the wrong key, the wrong scope and a platform that is none', async () => {
    const url = `${platforms}/cio/verify`
    expect((await server.call('POST', url, undefined, { 'x-api-key': 'wrong' })).status).toBe(401)
    const key = await server.call('POST', '/api/v1/orgs/acme/keys', { name: 'in', scopes: ['ingest'] })
    expect((await server.call('POST', url, undefined, { 'x-api-key': key.body.key })).status).toBe(403)
    expect((await verify('fax')).status).toBe(404)
  })
})

describe('POST /platforms/:slug/sample', () => {
  const requestOf = async (id: string) => {
    await processInbox(server)
    const { status, body } = await server.call('GET', `/api/v1/orgs/acme/requests/${id}`)
    expect(status).toBe(200)
    return body
  }

  it.each(PLATFORMS.map(({ slug }) => slug))(
    '202: %s: is read like the real thing, and marked',
    async slug => {
      const { status, body } = await sample(slug, { event: 'nothing of the kind' })
      expect([status, body.code]).toEqual([422, 'unprocessable'])
      expect(body.errors).toEqual([{ field: '/event', message: expect.any(String) }])
      const [type = ''] = /There are (\w+)/.exec(body.detail)?.slice(1) ?? []
      const sent = await sample(slug, { event: type })
      expect(sent.status).toBe(202)
      const request = await requestOf(sent.body.request_id)
      expect(request).toMatchObject({ platform: slug, sample: true, headers: { 'parley-sample': 'true' } })
      expect(request.events).toMatchObject([{ type, platform: slug }])
      expect(request.events[0].outcome).not.toBe('counted')
    },
  )

  it('202: counts when it names a real message, and the log shows the difference to a real call', async () => {
    await createTemplate(server, 'acme', 'welcome', { integration: { cio: { campaign_id: '77' } } })
    const choice = { template_id: 'welcome', tracking_id: 'real', user_id: 'ann' }
    await server.call('POST', '/api/generate/acme', choice)
    const before = await countsOf(server, 'acme')
    const invented = await sample('events', { event: 'open' })
    await requestOf(invented.body.request_id)
    expect(await countsOf(server, 'acme')).toEqual(before)
    const named = await sample('events', { event: 'open', tracking_id: 'real', user_id: 'ann' })
    expect(await requestOf(named.body.request_id)).toMatchObject({ outcome: 'counted', sample: true })
    const real = { event: 'email_click', tracking_id: 'real', user_id: 'ann' }
    const sent = await server.call('POST', '/api/webhook/events/acme', real, { 'parley-sample': 'true' })
    expect(await requestOf(sent.body.request_id)).toMatchObject({ outcome: 'counted', sample: false })
    const listed = await server.call('GET', '/api/v1/orgs/acme/requests?limit=2')
    expect(listed.body.items.map((item: { sample: boolean }) => item.sample)).toEqual([false, true])
  })

  it("202: carries the template's ids of the platform", async () => {
    const { body } = await sample('cio', { event: 'open', template_id: 'welcome' })
    expect(JSON.stringify(await requestOf(body.request_id))).toContain('77')
  })

  it('422: a template that is none', async () => {
    const { status, body } = await sample('events', { event: 'open', template_id: 'none' })
    expect([status, body.errors[0].field]).toEqual([422, '/template_id'])
  })

  it('422: the deletion of somebody who may be real', async () => {
    const { status, body } = await sample('segment', { event: 'user_deletion', user_id: 'ann' })
    expect([status, body.errors[0].field]).toEqual([422, '/user_id'])
  })

  it.each([{}, { event: 5 }, { event: 'open', user: 'x' }, { event: 'open', user_id: '' }])(
    '400: refuses %j',
    async body => expect((await sample('events', body)).status).toBe(400),
  )
})
