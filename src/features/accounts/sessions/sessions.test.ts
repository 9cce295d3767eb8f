import { expect, it } from 'vitest'
import { createOrg } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import { createMember, createVisitor, PASSWORD, signIn } from '../../../../test/visitor.ts'
import { DAY_MS } from '../../../lib/duration.ts'

const scene = useScene()
const { server } = scene

const session = '/api/v1/session'
let people = 0
const newEmail = () => `jana-${people++}@example.com`

it('begins with the password, shows the person and the organisations, and ends at once', async () => {
  const email = newEmail()
  await createMember(server, scene.org, email, 'editor')
  const jana = createVisitor(server)
  const { status, body } = await signIn(jana, ` ${email.toUpperCase()} `)
  expect(status).toBe(201)
  expect(body).toEqual({
    user: { id: expect.any(String), name: email, email, operator: false },
    orgs: [{ slug: scene.org, name: scene.org, role: 'editor' }],
    expires_at: expect.stringMatching(/Z$/),
    oidc: null,
  })
  expect((await jana.call('GET', session)).body).toEqual(body)
  expect(
    (await jana.call('GET', '/api/v1/orgs')).body.items.map(({ slug }: { slug: string }) => slug),
  ).toEqual([scene.org])
  const { cookie } = jana
  expect((await jana.call('DELETE', session)).status).toBe(204)
  expect(jana.cookie).toBeUndefined()
  expect(await jana.call('GET', session, undefined, { cookie: cookie ?? '' })).toMatchObject({
    status: 401,
    body: { code: 'signed-out' },
  })
})

it('sets a cookie that scripts, other hosts and other sites do not get', async () => {
  const email = newEmail()
  await createMember(server, scene.org, email, 'viewer')
  const reply = await server.app.inject({
    method: 'POST',
    url: session,
    headers: { 'sec-fetch-site': 'same-origin', 'x-parley-console': '1' },
    payload: { email, password: PASSWORD },
  })
  const [cookie] = reply.cookies
  expect(cookie).toMatchObject({
    name: '__Host-parley',
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
  })
  expect(cookie?.domain).toBeUndefined()
  // 256 bits.
  expect(Buffer.from(cookie?.value ?? '', 'base64url')).toHaveLength(32)
  expect(reply.body).not.toContain(cookie?.value)
})

it('is new after each sign-in: the one before has ended', async () => {
  const email = newEmail()
  const jana = await createMember(server, scene.org, email, 'viewer')
  const before = jana.cookie ?? ''
  await signIn(jana, email)
  expect(jana.cookie).not.toBe(before)
  const old = createVisitor(server)
  old.cookie = before
  expect((await old.call('GET', session)).status).toBe(401)
})

it('answers the same to a wrong password and to an unknown address', async () => {
  const email = newEmail()
  await createMember(server, scene.org, email, 'viewer')
  const visitor = createVisitor(server)
  const wrong = await signIn(visitor, email, 'another long password')
  const unknown = await signIn(visitor, newEmail(), 'another long password')
  expect(wrong).toEqual(unknown)
  expect(wrong).toMatchObject({ status: 401, body: { code: 'wrong-credentials' } })
  expect(visitor.cookie).toBeUndefined()
})

it('ends when it is not used for 14 days, and after 90 days in any case', async () => {
  const email = newEmail()
  const jana = await createMember(server, scene.org, email, 'viewer')
  const wait = (days: number) => scene.tick((days * DAY_MS) / 60_000)
  const status = async () => (await jana.call('GET', session)).status
  for (let day = 0; day < 84; day += 12) {
    expect(await status()).toBe(200)
    wait(12)
  }
  expect(await status()).toBe(200)
  wait(7)
  expect(await status()).toBe(401)
  await signIn(jana, email)
  wait(15)
  expect(await status()).toBe(401)
})

it('may not be used by another site, nor together with a key', async () => {
  const jana = await createMember(server, scene.org, newEmail(), 'admin')
  const rename = (headers: Readonly<Record<string, string | undefined>>) =>
    jana.call('PATCH', `/api/v1/orgs/${scene.org}`, { name: 'Taken over' }, headers)
  const refused = { status: 403, body: { code: 'cross-site' } }
  expect(await rename({ 'sec-fetch-site': 'cross-site' })).toMatchObject(refused)
  expect(await rename({ 'sec-fetch-site': 'same-site' })).toMatchObject(refused)
  expect(await rename({ 'sec-fetch-site': 'none' })).toMatchObject(refused)
  expect(await rename({ 'x-parley-console': '' })).toMatchObject(refused)
  // Browsers without Sec-Fetch-Site send at least the origin.
  const without = { 'sec-fetch-site': undefined }
  expect(await rename(without)).toMatchObject(refused)
  expect(await rename({ ...without, origin: 'https://parley.example.com.evil.example' })).toMatchObject(
    refused,
  )
  expect(await rename({ 'x-api-key': 'parley_a_b' })).toMatchObject({
    status: 400,
    body: { code: 'key-and-session' },
  })
  expect(await rename({ authorization: 'Bearer parley_a_b' })).toMatchObject({
    status: 400,
    body: { code: 'key-and-session' },
  })
  expect((await jana.call('GET', `/api/v1/orgs/${scene.org}`)).body.name).toBe(scene.org)
  expect((await rename({ ...without, origin: 'https://parley.example.com' })).status).toBe(200)
  expect((await rename({})).status).toBe(200)
})

it('of a form of another site is refused before anything is read', async () => {
  const jana = await createMember(server, scene.org, newEmail(), 'admin')
  const reply = await server.app.inject({
    method: 'POST',
    url: `/api/v1/orgs/${scene.org}/templates`,
    headers: {
      cookie: jana.cookie ?? '',
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    },
    payload: 'id=welcome',
  })
  expect(reply.json()).toMatchObject({ status: 403, code: 'cross-site' })
  // A form can also sign somebody in as somebody else.
  const foreign = createVisitor(server)
  const body = { email: newEmail(), password: PASSWORD }
  expect(await foreign.call('POST', session, body, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
    status: 403,
    body: { code: 'cross-site' },
  })
})

it('needs its header for a choice by GET too: a link of another site must not record one', async () => {
  const jana = await createMember(server, scene.org, newEmail(), 'editor')
  const url = `/api/generate/${scene.org}?template_id=welcome`
  expect(await jana.call('GET', url, undefined, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
    status: 403,
    body: { code: 'cross-site' },
  })
  expect(await jana.call('GET', url)).toMatchObject({ status: 404, body: { code: 'template-not-found' } })
})

it('opens only the organisations of the person', async () => {
  const email = newEmail()
  const jana = await createMember(server, scene.org, email, 'admin')
  await createOrg(server, `${scene.org}-other`)
  const get = () => jana.call('GET', `/api/v1/orgs/${scene.org}-other`)
  expect(await get()).toMatchObject({ status: 404, body: { code: 'org-not-found' } })
  expect((await get()).body.detail).not.toContain('exist')
  const invitation = await server.call('POST', `/api/v1/orgs/${scene.org}-other/invitations`, {
    email,
    role: 'viewer',
  })
  const token = invitation.body.url.split('/').at(-1)
  expect((await jana.call('POST', `/api/v1/invitations/${token}`, {})).body.orgs).toEqual([
    { slug: scene.org, name: scene.org, role: 'admin' },
    { slug: `${scene.org}-other`, name: `${scene.org}-other`, role: 'viewer' },
  ])
  expect((await get()).status).toBe(200)
})

it('asks for a longer and longer wait after ten tries, for the account and for the network', async () => {
  const email = newEmail()
  await createMember(server, scene.org, email, 'viewer')
  scene.tick(60)
  const from = (remoteAddress: string, address: string, password: string) =>
    server.app.inject({
      method: 'POST',
      url: session,
      remoteAddress,
      headers: { 'sec-fetch-site': 'same-origin', 'x-parley-console': '1' },
      payload: { email: address, password },
    })
  for (let attempt = 0; attempt < 10; attempt++)
    expect((await from(`198.51.100.${attempt}`, email, 'wrong')).statusCode).toBe(401)
  const blocked = await from('198.51.100.77', email, PASSWORD)
  expect(blocked.json()).toMatchObject({ status: 429, code: 'too-many-requests' })
  expect(blocked.json().detail).toContain('1 minute')
  expect(Number(blocked.headers['retry-after'])).toBe(60)
  scene.tick(1)
  expect((await from('198.51.100.77', email, 'wrong')).statusCode).toBe(401)
  scene.tick(1)
  expect((await from('198.51.100.77', email, PASSWORD)).json().detail).toContain('1 minute')
  scene.tick(1)
  expect((await from('198.51.100.77', email, PASSWORD)).statusCode).toBe(201)

  for (let attempt = 0; attempt < 10; attempt++)
    expect((await from('2001:db8:7::1', `nobody-${attempt}@example.com`, 'wrong')).statusCode).toBe(401)
  expect((await from('2001:db8:7::ffff', email, PASSWORD)).statusCode).toBe(429)
  expect((await from('2001:db8:8::1', email, PASSWORD)).statusCode).toBe(201)
})
