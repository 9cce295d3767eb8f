import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../lib/result.ts'
import type { Settings } from '../platform.ts'
import type { VendorCall } from '../vendor.ts'
import { sfmc } from './index.ts'

interface Received {
  readonly request: string
  readonly authorization: string | undefined
  readonly body: unknown
}

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const TOKEN = [200, { access_token: 'token-1', token_type: 'Bearer', expires_in: 1079 }] as const
const CALLBACKS = 'GET /platform/v1/ens-callbacks'
const SUBSCRIPTIONS = 'GET /platform/v1/ens-subscriptions-by-cb/cb-1'

/** A server that answers like Marketing Cloud, and settings that lead to it. */
async function startVendor(answers: Answers): Promise<{ settings: Settings; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const name = `${request.method} ${request.url}`
    const { authorization } = request.headers
    received.push({ request: name, authorization, body: text === '' ? undefined : JSON.parse(text) })
    const [status, body] = answers[name] ?? [404, { message: 'Not Found' }]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const keys = { client_id: 'an-id', client_secret: 'a-secret', signature_key: 'a-key' }
  return { received, settings: { ...keys, subdomain: 'mc-test', base_url: `${url}/`, auth_url: url } }
}

const call: VendorCall = async ({ method, url, headers, body }) => {
  const sent = { 'content-type': 'application/json', ...headers }
  try {
    const answer = await fetch(url, { method, headers: sent, body: body ? JSON.stringify(body) : null })
    return ok({ status: answer.status, headers: {}, body: await answer.json() })
  } catch {
    return fail('The connection was refused.')
  }
}

const probe = async (settings: Settings) => (await sfmc.probe?.(settings, call)) ?? []
const statuses = async (settings: Settings) => (await probe(settings)).map(({ status }) => status)

describe('Verify', () => {
  it('finds everything in order', async () => {
    const { settings, received } = await startVendor({
      'POST /v2/token': TOKEN,
      [CALLBACKS]: [200, [{ callbackId: 'cb-1', callbackName: 'Parley acme', status: 'verified' }]],
      [SUBSCRIPTIONS]: [200, [{ subscriptionId: 's-1', status: 'active' }]],
    })
    expect(await statuses({ ...settings, callback_id: 'cb-1' })).toEqual(Array(5).fill('works'))
    expect(received[0]).toEqual({
      request: 'POST /v2/token',
      authorization: undefined,
      body: { grant_type: 'client_credentials', client_id: 'an-id', client_secret: 'a-secret' },
    })
    expect(received.slice(1).map(({ authorization }) => authorization)).toEqual(
      Array(2).fill('Bearer token-1'),
    )
  })

  it('asks for the token of a business unit where one is named', async () => {
    const { settings, received } = await startVendor({ 'POST /v2/token': TOKEN })
    await probe({ ...settings, account_id: '510001234' })
    expect(received[0]?.body).toMatchObject({ account_id: '510001234' })
  })

  it('names what is not configured, and calls nobody', async () => {
    const findings = await sfmc.probe?.({}, () => Promise.reject(new Error('called')))
    expect(findings?.map(({ status }) => status)).toEqual(['not-configured', 'not-configured'])
    expect(findings?.[0]?.fix).toContain('signature_key')
    expect(findings?.[1]?.fix).toMatch(/subdomain, client_id, client_secret/)
  })

  it.each([
    [
      401,
      { error: 'invalid_client', error_description: 'Invalid client ID.' },
      /client_id and client_secret.*Invalid client ID/,
    ],
    [400, { error: 'unauthorized_client' }, /client_id and client_secret/],
    [404, { message: 'Not Found' }, /subdomain/],
    [429, { message: 'Too many' }, /too many calls/],
    [503, 'down', /an internal problem/],
    [200, { unexpected: true }, /200/],
  ])('explains a token call that is answered %i', async (status, body, fix) => {
    const { settings } = await startVendor({ 'POST /v2/token': [status, body] })
    const [, signIn, ...more] = await probe(settings)
    expect(signIn).toMatchObject({ status: 'fails', fix: expect.stringMatching(fix) })
    expect(more).toEqual([])
    expect(JSON.stringify(signIn)).not.toContain('a-secret')
  })

  it('reports an unreachable server', async () => {
    const { settings } = await startVendor({})
    for (const server of servers.splice(0)) await new Promise(resolve => server.close(resolve))
    expect((await probe(settings))[1]).toMatchObject({
      status: 'fails',
      fix: expect.stringContaining('refused'),
    })
  })

  it('names the permissions that are missing', async () => {
    const { settings } = await startVendor({
      'POST /v2/token': [200, { access_token: 't', scope: 'email_read event_notification_callback_read' }],
      [CALLBACKS]: [403, { message: 'Insufficient privileges' }],
      [SUBSCRIPTIONS]: [401, { message: 'Not Authorized' }],
    })
    const findings = (await probe({ ...settings, callback_id: 'cb-1' })).slice(2)
    expect(
      findings.map(({ status, fix }) => [
        status,
        /Callbacks > Update|(?:Callbacks|Subscriptions) > Read/.exec(fix ?? '')?.[0],
      ]),
    ).toEqual([
      ['fails', 'Callbacks > Update'],
      ['fails', 'Callbacks > Read'],
      ['fails', 'Subscriptions > Read'],
    ])
  })

  it.each([
    ['is unknown', [{ callbackId: 'cb-2' }], [{ status: 'active' }], ['fails', 'works']],
    [
      'is not confirmed',
      [{ callbackId: 'cb-1', status: 'unverified' }],
      [{ status: 'active' }],
      ['fails', 'works'],
    ],
    ['has nothing subscribed', [{ callbackId: 'cb-1', status: 'verified' }], [], ['works', 'fails']],
    ['is paused', [{ callbackId: 'cb-1', status: 'verified' }], [{ status: 'paused' }], ['works', 'fails']],
  ])('says when the callback %s', async (_case, callbacks, subscriptions, expected) => {
    const { settings } = await startVendor({
      'POST /v2/token': TOKEN,
      [CALLBACKS]: [200, callbacks],
      [SUBSCRIPTIONS]: [200, subscriptions],
    })
    expect((await statuses({ ...settings, callback_id: 'cb-1' })).slice(3)).toEqual(expected)
  })

  it.each(['https://mc-test.rest.marketingcloudapis.com/', 'MC-Test', 'mc-test.auth.marketingcloudapis.com'])(
    'takes %s for the subdomain',
    async subdomain => {
      const urls: string[] = []
      await sfmc.probe?.({ subdomain, client_id: 'a', client_secret: 'b' }, ({ url }) => {
        urls.push(url)
        return Promise.resolve(fail('no'))
      })
      expect(urls).toEqual(['https://mc-test.auth.marketingcloudapis.com/v2/token'])
    },
  )

  it.each(['evil.example.com/', 'mc@evil.example.com', 'mc.evil', '../mc', 'a b'])(
    'calls nobody for the subdomain %s',
    async subdomain => {
      const findings = await sfmc.probe?.({ subdomain, client_id: 'a', client_secret: 'b' }, () =>
        Promise.reject(new Error('called')),
      )
      expect(findings?.[1]).toMatchObject({
        status: 'not-configured',
        fix: expect.stringContaining('subdomain'),
      })
    },
  )
})

describe('confirming a callback', () => {
  const challenge = { callbackId: 'cb-1', verificationKey: 'for-one-use' }
  const confirm = (settings: Settings, body: unknown = challenge) =>
    sfmc.handshake?.confirm(body, settings, call)
  const VERIFY = 'POST /platform/v1/ens-verify'

  it('returns the id and the key of the callback, with a token', async () => {
    const { settings, received } = await startVendor({ 'POST /v2/token': TOKEN, [VERIFY]: [200, {}] })
    expect(await confirm({ ...settings, callback_id: 'cb-1' })).toEqual({ ok: true, value: undefined })
    expect(received.at(-1)).toEqual({ request: VERIFY, authorization: 'Bearer token-1', body: challenge })
  })

  it('calls only the configured addresses, whatever the vendor answers', async () => {
    const elsewhere = { access_token: 't', rest_instance_url: 'https://elsewhere.example.com/' }
    const { settings, received } = await startVendor({
      'POST /v2/token': [200, elsewhere],
      [VERIFY]: [200, {}],
    })
    expect(await confirm(settings)).toMatchObject({ ok: true })
    expect(received.map(({ request }) => request)).toEqual(['POST /v2/token', VERIFY])
  })

  it('says what to enter when there are no credentials', async () => {
    expect(await confirm({})).toMatchObject({
      reason: expect.stringMatching(/Enter subdomain, client_id, client_secret/),
    })
  })

  it('is refused for another callback than the one of the settings', async () => {
    expect(await confirm({ callback_id: 'cb-9' })).toMatchObject({
      ok: false,
      reason: expect.stringContaining('cb-9'),
    })
  })

  it.each([
    [400, /four hours/],
    [403, /Callbacks > Update/],
    [404, /account_id/],
    [429, /too many calls/],
    [500, /an internal problem/],
  ])('explains an answer of %i', async (status, reason) => {
    const answer = [status, { message: 'no' }] as const
    const { settings } = await startVendor({ 'POST /v2/token': TOKEN, [VERIFY]: answer })
    expect(await confirm(settings)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) })
  })
})
