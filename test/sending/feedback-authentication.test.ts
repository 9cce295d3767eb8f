import { createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../src/lib/duration.ts'
import { at, createWebhook, now, open, pass, receiver, server, setUpScene } from './feedback-scene.ts'

setUpScene()

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
