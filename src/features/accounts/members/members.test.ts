import { expect, it } from 'vitest'
import { createOrg } from '../../../../test/factories.ts'
import { useScene } from '../../../../test/scene.ts'
import {
  createMember,
  createVisitor,
  PASSWORD,
  signIn,
  tokenOf,
  type Visitor,
} from '../../../../test/visitor.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import type { Role } from '../../../runtime/http/permission.ts'

const scene = useScene()
const { server } = scene
let people = 0
const newEmail = () => `omar-${people++}@example.com`
const at = (path: string) => `/api/v1/orgs/${scene.org}${path}`
const join = (role: Role, email = newEmail()) => createMember(server, scene.org, email, role)
const idOf = async (visitor: Visitor) => (await visitor.call('GET', '/api/v1/me')).body.id
const rolesOf = async () =>
  (await server.call('GET', at('/members'))).body.items.map(({ role }: { role: string }) => role)

async function inviteLink(email: string, role: Role = 'editor'): Promise<string> {
  const { status, body } = await server.call('POST', at('/invitations'), { email, role })
  expect(status).toBe(201)
  expect(body).toMatchObject({ email, role, mailed: 'off' })
  return `/api/v1/invitations/${tokenOf(body.url)}`
}

it('are listed with role, last use and ways to sign in, without secrets', async () => {
  await join('admin')
  const editor = await join('editor')
  const { status, body } = await editor.call('GET', at('/members'))
  expect(status).toBe(200)
  expect(body.items).toHaveLength(2)
  expect(body.items[1]).toEqual({
    id: await idOf(editor),
    name: expect.stringContaining('omar'),
    email: expect.stringContaining('@example.com'),
    role: 'editor',
    operator: false,
    joined_at: expect.any(String),
    seen_at: expect.any(String),
    has_password: true,
    has_oidc: false,
  })
  const first = await editor.call('GET', at('/members?limit=1'))
  const second = await editor.call('GET', at(`/members?limit=1&cursor=${first.body.next_cursor}`))
  expect([...first.body.items, ...second.body.items]).toEqual(body.items)
})

it('an invitation is accepted once, by whoever has the link, within seven days', async () => {
  const email = newEmail()
  const url = await inviteLink(email)
  const visitor = createVisitor(server)
  expect((await visitor.call('GET', url)).body).toMatchObject({
    org: { slug: scene.org },
    email,
    role: 'editor',
    account: 'new',
    oidc: null,
  })
  expect((await visitor.call('POST', url, { password: PASSWORD })).body.errors).toEqual([
    { field: '/name', message: 'name is needed.' },
  ])
  expect((await visitor.call('POST', url, { name: 'O', password: 'short' })).body.errors[0].field).toBe(
    '/password',
  )
  const accept = { name: 'Omar', password: PASSWORD }
  const both = await Promise.all([
    visitor.call('POST', url, accept),
    createVisitor(server).call('POST', url, accept),
  ])
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 410])
  expect((await visitor.call('GET', url)).body.code).toBe('link-over')

  const late = await inviteLink(newEmail())
  server.setNow(new Date(Date.now() + 7 * DAY_MS + 1))
  expect((await visitor.call('POST', late, accept)).body.code).toBe('link-over')
  server.setNow(new Date())
})

it('an invitation to a known address needs its password, or its session', async () => {
  const email = newEmail()
  const known = await join('viewer', email)
  await createOrg(server, `${scene.org}-second`)
  const invite = async () => {
    const { body } = await server.call('POST', `/api/v1/orgs/${scene.org}-second/invitations`, {
      email,
      role: 'admin',
    })
    return `/api/v1/invitations/${tokenOf(body.url)}`
  }
  const url = await invite()
  const thief = createVisitor(server)
  expect((await thief.call('GET', url)).body.account).toBe('existing')
  expect((await thief.call('POST', url, { name: 'Thief', password: 'a password of my own' })).body.code).toBe(
    'wrong-credentials',
  )
  expect((await thief.call('POST', url, {})).status).toBe(422)
  expect((await thief.call('POST', url, { password: PASSWORD })).status).toBe(201)
  const again = await server.call('POST', `/api/v1/orgs/${scene.org}-second/invitations`, {
    email,
    role: 'admin',
  })
  expect(again).toMatchObject({ status: 409, body: { code: 'already-exists' } })
  expect((await known.call('GET', `/api/v1/orgs/${scene.org}-second`)).status).toBe(200)
})

it('an invitation can be seen and withdrawn by admins only', async () => {
  const admin = await join('admin')
  const engineer = await join('engineer')
  const email = newEmail()
  const url = await inviteLink(email)
  const [open] = (await admin.call('GET', at('/invitations'))).body.items
  expect(open).toMatchObject({ email, role: 'editor', invited_by: "operator's key" })
  expect(JSON.stringify(open)).not.toContain(url.split('/').at(-1))
  expect((await engineer.call('GET', at('/invitations'))).status).toBe(403)
  expect((await engineer.call('DELETE', at(`/invitations/${open.id}`))).status).toBe(403)
  expect((await admin.call('DELETE', at(`/invitations/${open.id}`))).status).toBe(204)
  expect((await admin.call('DELETE', at(`/invitations/${open.id}`))).status).toBe(404)
  expect((await createVisitor(server).call('GET', url)).status).toBe(410)
})

it('a change of role ends the sessions of the person, and a person keeps the own one with a new token', async () => {
  const admin = await join('admin')
  const email = newEmail()
  const editor = await join('editor', email)
  const id = await idOf(editor)
  const patch = (role: Role) => admin.call('PATCH', at(`/members/${id}`), { role })
  expect(await patch('engineer')).toMatchObject({ status: 200, body: { role: 'engineer' } })
  expect((await editor.call('GET', '/api/v1/session')).body.code).toBe('signed-out')
  await signIn(editor, email)
  expect(await editor.call('GET', at(''))).toMatchObject({ status: 200 })
  expect((await editor.call('PATCH', at(''), { name: 'Mine' })).body.detail).toContain('engineer')

  await patch('admin')
  const before = admin.cookie
  expect((await admin.call('PATCH', at(`/members/${await idOf(admin)}`), { role: 'viewer' })).status).toBe(
    200,
  )
  expect(admin.cookie).not.toBe(before)
  expect((await admin.call('GET', '/api/v1/session')).body.orgs[0].role).toBe('viewer')
  expect((await admin.call('PATCH', at(`/members/${id}`), { role: 'viewer' })).status).toBe(403)
})

it('always have an admin, also when two remove each other at the same moment', async () => {
  const [one, other] = [await join('admin'), await join('admin')]
  const remove = async (by: Visitor, whom: Visitor) => by.call('DELETE', at(`/members/${await idOf(whom)}`))
  const replies = await Promise.all([remove(one, other), remove(other, one)])
  expect(replies.filter(({ status }) => status === 204)).toHaveLength(1)
  expect(await rolesOf()).toEqual(['admin'])
  const [last] = (await server.call('GET', at('/members'))).body.items
  expect(await server.call('DELETE', at(`/members/${last.id}`))).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  expect((await server.call('PATCH', at(`/members/${last.id}`), { role: 'viewer' })).status).toBe(409)
  expect(await rolesOf()).toEqual(['admin'])
})

it('who is removed sees nothing of the organisation any more', async () => {
  await join('admin')
  const viewer = await join('viewer')
  const id = await idOf(viewer)
  expect((await server.call('DELETE', at(`/members/${id}`))).status).toBe(204)
  expect((await viewer.call('GET', at(''))).body.code).toBe('org-not-found')
  expect((await viewer.call('GET', '/api/v1/session')).body.orgs).toEqual([])
  expect((await server.call('DELETE', at(`/members/${id}`))).status).toBe(404)
  expect((await server.call('DELETE', at('/members/nobody'))).status).toBe(404)
})

it('a reset link gives a new password once, and ends the sessions', async () => {
  const admin = await join('admin')
  const email = newEmail()
  const editor = await join('editor', email)
  const make = async () => {
    const { status, body } = await admin.call('POST', at('/password-resets'), { user_id: await idOf(editor) })
    expect(status).toBe(201)
    return `/api/v1/password-resets/${tokenOf(body.url)}`
  }
  const [first, second] = [await make(), await make()]
  const visitor = createVisitor(server)
  expect((await visitor.call('GET', first)).body.code).toBe('link-over')
  expect((await visitor.call('GET', second)).body).toMatchObject({ email })
  expect((await visitor.call('POST', second, { password: 'password1234' })).status).toBe(422)
  const both = await Promise.all(
    [visitor, createVisitor(server)].map(each =>
      each.call('POST', second, { password: 'nine dry umbrellas' }),
    ),
  )
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 410])
  expect((await editor.call('GET', '/api/v1/me')).status).toBe(401)
  expect((await signIn(editor, email)).status).toBe(401)
  expect((await signIn(editor, email, 'nine dry umbrellas')).status).toBe(201)
})

it('an admin makes no reset link that would open what others administer', async () => {
  const admin = await join('admin')
  const email = newEmail()
  const editor = await join('editor', email)
  await createOrg(server, `${scene.org}-foreign`)
  const { body } = await server.call('POST', `/api/v1/orgs/${scene.org}-foreign/invitations`, {
    email,
    role: 'viewer',
  })
  await editor.call('POST', `/api/v1/invitations/${tokenOf(body.url)}`, {})
  const id = await idOf(editor)
  const refused = await admin.call('POST', at('/password-resets'), { user_id: id })
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(refused.body.detail).toContain(`parley user reset ${email}`)
  const keyed = await server.call('POST', at('/keys'), { name: 'k', scopes: ['serve', 'ingest', 'manage'] })
  const withKey = await server.call(
    'POST',
    at('/password-resets'),
    { user_id: id },
    { 'x-api-key': keyed.body.key },
  )
  expect(withKey.status).toBe(409)
  expect((await server.call('POST', at('/password-resets'), { user_id: id })).status).toBe(201)
})

it('a person sees the own sessions, ends one or all others, and changes the password', async () => {
  const email = newEmail()
  const here = await join('viewer', email)
  const there = createVisitor(server)
  await there.call('POST', '/api/v1/session', { email, password: PASSWORD }, { 'user-agent': 'Firefox' })
  const list = async () => (await here.call('GET', '/api/v1/me/sessions')).body.items
  const [other] = (await list()).filter(({ current }: { current: boolean }) => !current)
  expect(other).toMatchObject({ agent: 'Firefox', address: '127.0.0.1' })
  const stranger = await join('admin')
  expect((await stranger.call('DELETE', `/api/v1/me/sessions/${other.id}`)).status).toBe(404)
  expect((await here.call('DELETE', `/api/v1/me/sessions/${other.id}`)).status).toBe(204)
  expect((await there.call('GET', '/api/v1/session')).status).toBe(401)

  await signIn(there, email)
  expect(await list()).toHaveLength(2)
  const change = (current: string, password: string) =>
    here.call('POST', '/api/v1/me/password', { current, password })
  expect((await change('not the password', 'nine dry umbrellas')).body.code).toBe('wrong-credentials')
  expect((await change(PASSWORD, 'short')).status).toBe(422)
  const before = here.cookie
  expect((await change(PASSWORD, 'nine dry umbrellas')).status).toBe(200)
  expect(here.cookie).not.toBe(before)
  expect((await there.call('GET', '/api/v1/session')).status).toBe(401)
  expect(await list()).toHaveLength(1)

  await signIn(there, email, 'nine dry umbrellas')
  expect((await here.call('DELETE', '/api/v1/me/sessions')).status).toBe(204)
  expect((await there.call('GET', '/api/v1/session')).status).toBe(401)
  expect((await here.call('PATCH', '/api/v1/me', { name: ' Omar ' })).body.name).toBe('Omar')
  expect((await here.call('GET', '/api/v1/session')).body.user.name).toBe('Omar')
})

it('keys have no access to a person', async () => {
  expect(await server.call('GET', '/api/v1/me')).toMatchObject({ status: 401, body: { code: 'signed-out' } })
})
