import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../../test/app.ts'
import { createOrg } from '../../../../test/factories.ts'
import { CLIENT, type OidcProvider, startOidcProvider } from '../../../../test/oidc-provider.ts'
import { createMember, createVisitor, type Visitor } from '../../../../test/visitor.ts'
import { admit, type Identity, readIdentity } from './identity.ts'

let provider: OidcProvider
let server: TestApp
beforeAll(async () => {
  provider = await startOidcProvider()
})
afterAll(() => provider.close())
beforeEach(async () => {
  server = await startTestApp({
    PARLEY_OIDC_ISSUER: provider.issuer,
    PARLEY_OIDC_CLIENT_ID: CLIENT.id,
    PARLEY_OIDC_CLIENT_SECRET: CLIENT.secret,
    PARLEY_OIDC_DOMAINS: 'example.com',
    PARLEY_OIDC_ROLE_CLAIM: 'parley_roles',
    PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  await createOrg(server, 'acme')
  provider.userInfo = {}
  provider.person = { sub: 'jana', email: 'Jana@Example.com', email_verified: true, name: 'Jana' }
  return () => server.close()
})

interface Journey {
  /** Where the browser ends. */
  readonly at: string
  readonly visitor: Visitor
}

/** A browser that signs in. `change` changes what the provider sends the browser back with. */
async function signIn({ to = '/o/acme', change = (_url: URL) => {} } = {}): Promise<Journey> {
  const started = await server.app.inject({ url: `/api/v1/oidc/start?to=${encodeURIComponent(to)}` })
  expect(started.statusCode).toBe(303)
  const there = await fetch(String(started.headers.location), { redirect: 'manual' })
  const back = new URL(there.headers.get('location') ?? '')
  change(back)
  const [kept] = started.cookies
  expect(kept).toMatchObject({ name: '__Host-parley-oidc', httpOnly: true, secure: true, sameSite: 'Lax' })
  const headers = { cookie: `${kept?.name}=${encodeURIComponent(kept?.value ?? '')}` }
  const ended = await server.app.inject({ url: back.pathname + back.search, headers })
  expect(ended.statusCode).toBe(303)
  const visitor = createVisitor(server)
  const session = ended.cookies.find(({ name }) => name === '__Host-parley')
  if (session) visitor.cookie = `__Host-parley=${session.value}`
  return { at: String(ended.headers.location), visitor }
}

const invite = (email: string, role: string) =>
  server.call('POST', '/api/v1/orgs/acme/invitations', { email, role })

it('signs in who is invited, and knows the person the next time', async () => {
  expect((await server.call('GET', '/api/v1/setup')).body.oidc).toEqual({
    name: new URL(provider.issuer).host,
  })
  await invite('jana@example.com', 'editor')
  const first = await signIn()
  expect(first.at).toBe('/o/acme')
  const { body } = await first.visitor.call('GET', '/api/v1/session')
  expect(body).toMatchObject({
    user: { name: 'Jana', email: 'jana@example.com', operator: false },
    orgs: [{ slug: 'acme', role: 'editor' }],
  })
  expect((await first.visitor.call('GET', '/api/v1/me')).body).toMatchObject({
    has_password: false,
    has_oidc: true,
  })
  const again = await signIn()
  expect((await again.visitor.call('GET', '/api/v1/session')).body.user.id).toBe(body.user.id)
})

it.each([
  ['whose address is not verified', { email_verified: false }, 'unverified'],
  ['without an address', { email: undefined }, 'unverified'],
  ['of another domain', { email: 'jana@example.com.evil.example' }, 'domain'],
  ['whom nobody has invited', { email: 'omar@example.com' }, 'not-invited'],
  ['with a token for somebody else', { aud: 'another-client' }, 'failed'],
  ['with a token of another issuer', { iss: 'https://evil.example' }, 'failed'],
  ['with the answer to another request', { nonce: 'another' }, 'failed'],
])('does not sign in somebody %s', async (_who, claims, reason) => {
  await invite('jana@example.com', 'admin')
  Object.assign(provider.person, claims)
  const { at, visitor } = await signIn()
  expect([at, visitor.cookie]).toEqual([`/sign-in?oidc=${reason}`, undefined])
})

it('takes the address from the user info where the token has none', async () => {
  await invite('jana@example.com', 'viewer')
  provider.person = { sub: 'jana' }
  provider.userInfo = { email: 'jana@example.com', email_verified: true }
  expect((await signIn()).at).toBe('/o/acme')
})

it('opens the account of a password only after an invitation for the address', async () => {
  const jana = await createMember(server, 'acme', 'jana@example.com', 'viewer')
  expect((await signIn()).at).toBe('/sign-in?oidc=not-invited')
  await createOrg(server, 'second')
  await server.call('POST', '/api/v1/orgs/second/invitations', { email: 'jana@example.com', role: 'editor' })
  const { at, visitor } = await signIn()
  expect(at).toBe('/o/acme')
  const ids = await Promise.all(
    [jana, visitor].map(async each => (await each.call('GET', '/api/v1/me')).body.id),
  )
  expect(ids[0]).toBe(ids[1])
  provider.person = { ...provider.person, sub: 'another-subject' }
  expect((await signIn()).at).toBe('/sign-in?oidc=other-identity')
})

it('follows the role claim at each sign-in, but not away from the last admin', async () => {
  provider.person = { ...provider.person, parley_roles: ['acme:admin', 'nowhere:admin', 'acme', 'x:boss'] }
  const roles = async ({ visitor }: Journey) => (await visitor.call('GET', '/api/v1/session')).body.orgs
  expect(await roles(await signIn())).toEqual([{ slug: 'acme', name: 'acme', role: 'admin' }])
  provider.person = { ...provider.person, parley_roles: 'acme:viewer' }
  expect((await roles(await signIn()))[0].role).toBe('admin')
  await createMember(server, 'acme', 'omar@example.com', 'admin')
  expect((await roles(await signIn()))[0].role).toBe('viewer')
})

it('refuses an answer with another state, twice the same code, and a cookie that was changed', async () => {
  await invite('jana@example.com', 'viewer')
  const other = await signIn({ change: url => url.searchParams.set('state', 'another') })
  expect(other.at).toBe('/sign-in?oidc=failed')
  let used = ''
  await signIn({
    change: url => {
      used = url.searchParams.get('code') ?? ''
    },
  })
  const twice = await signIn({ change: url => url.searchParams.set('code', used) })
  expect(twice.at).toBe('/sign-in?oidc=failed')
  const headers = { cookie: '__Host-parley-oidc=sealed%3Av1%3AAAAA' }
  const changed = await server.app.inject({ url: '/api/v1/oidc/callback?code=a&state=b', headers })
  expect(changed.headers.location).toBe('/sign-in?oidc=expired')
})

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'never leads to %s',
  async to => {
    await invite('jana@example.com', 'viewer')
    expect((await signIn({ to })).at).toBe('/')
  },
)

it('says so when the provider is away, and passwords still work', async () => {
  const alone = await startTestApp({
    PARLEY_OIDC_ISSUER: 'http://127.0.0.1:9',
    PARLEY_OIDC_CLIENT_ID: CLIENT.id,
    PARLEY_OIDC_CLIENT_SECRET: CLIENT.secret,
    PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
  })
  await createOrg(alone, 'acme')
  const started = await alone.app.inject({ url: '/api/v1/oidc/start' })
  expect(started.headers.location).toBe('/sign-in?oidc=unavailable')
  const admin = await createMember(alone, 'acme', 'admin@example.com', 'admin')
  expect((await admin.call('GET', '/api/v1/orgs/acme/sign-in')).body).toMatchObject({
    oidc: { issuer: 'http://127.0.0.1:9', domains: [], role_claim: null },
    password_admins: 1,
  })
  await alone.close()
})

it('is not there unless it is set up', async () => {
  const without = await startTestApp()
  expect((await without.call('GET', '/api/v1/oidc/start')).status).toBe(404)
  expect((await without.call('GET', '/api/v1/oidc/callback')).status).toBe(404)
  await without.close()
})

describe('admission', () => {
  const identity: Identity = readIdentity(
    { iss: 'i', sub: 's', email: 'a@b.example', email_verified: 'true' },
    undefined,
  )
  const nobody = { bySubject: undefined, byEmail: undefined, isInvited: false }
  const member = { id: 'u', hasIdentity: false }

  it.each([
    ['a known subject', { ...nobody, bySubject: 'u' }, 'known'],
    ['an invited address', { ...nobody, isInvited: true }, 'new'],
    ['an invited member', { ...nobody, byEmail: member, isInvited: true }, 'linked'],
    ['a member', { ...nobody, byEmail: member }, 'refused'],
    [
      'a member with another subject',
      { ...nobody, byEmail: { ...member, hasIdentity: true }, isInvited: true },
      'refused',
    ],
    ['nobody', nobody, 'refused'],
  ])('of %s', (_who, known, kind) => {
    expect(admit(identity, known, []).kind).toBe(kind)
  })
})
