import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A small OpenID Connect provider. Whoever comes is the person that the test says. */
export interface OidcProvider {
  readonly issuer: string
  /** The claims of the person besides `sub`, `iss`, `aud` and the nonce, which a test may replace. */
  person: Record<string, unknown>
  /** What the person does not get in the ID token, but from the user info endpoint. */
  userInfo: Record<string, unknown>
  close(): Promise<void>
}

export const CLIENT = { id: 'parley', secret: 'the-secret-of-the-client' }

interface Grant {
  readonly challenge: string
  readonly nonce: string
  readonly redirectUri: string
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }]
  const grants = new Map<string, Grant>()
  const provider: { person: Record<string, unknown>; userInfo: Record<string, unknown> } = {
    person: {},
    userInfo: {},
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', issuer)
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        })
      case '/keys':
        return json(200, { keys })
      case '/userinfo':
        return json(200, { sub: 'sub-1', ...provider.person, ...provider.userInfo })
      case '/authorize':
        return authorize(url.searchParams)
      case '/token':
        return exchange(new URLSearchParams(await text(request)))
      default:
        return json(404, {})
    }
  }

  function authorize(query: URLSearchParams): Answer {
    const code = randomUUID()
    const redirectUri = query.get('redirect_uri') ?? ''
    if (query.get('code_challenge_method') !== 'S256' || query.get('response_type') !== 'code')
      return json(400, {})
    grants.set(code, {
      challenge: query.get('code_challenge') ?? '',
      nonce: query.get('nonce') ?? '',
      redirectUri,
    })
    const back = new URL(redirectUri)
    back.searchParams.set('code', code)
    back.searchParams.set('state', query.get('state') ?? '')
    return { status: 302, headers: { location: back.href }, body: '' }
  }

  async function exchange(form: URLSearchParams): Promise<Answer> {
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      form.get('client_id') === CLIENT.id &&
      form.get('client_secret') === CLIENT.secret
    if (!isRight) return json(400, { error: 'invalid_grant' })
    const token = await new SignJWT({ nonce: grant.nonce, ...provider.person })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setSubject(String(provider.person['sub'] ?? 'sub-1'))
      .setIssuer(String(provider.person['iss'] ?? issuer))
      .setAudience(String(provider.person['aud'] ?? CLIENT.id))
      .setIssuedAt()
      .setExpirationTime('5 minutes')
      .sign(privateKey)
    return json(200, { access_token: randomUUID(), token_type: 'Bearer', id_token: token, expires_in: 300 })
  }

  const server = createServer((request, reply) => {
    void answer(request).then(({ status, headers, body }) => reply.writeHead(status, headers).end(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(provider, {
    issuer,
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  })
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
