import { expect, it, vi } from 'vitest'
import { useScene } from '../../../test/scene.ts'
import { createMember, createVisitor, PASSWORD, signIn, tokenOf } from '../../../test/visitor.ts'
import { MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'

const scene = useScene()
const { server } = scene
let now = new Date(Date.now() + MINUTE_MS)
// Rows of one moment have no order.
const tick = (ms = SECOND_MS) => {
  now = new Date(now.getTime() + ms)
  server.setNow(now)
}

let people = 0
async function newMember() {
  const email = `jana-${people++}@example.com`
  const visitor = await createMember(server, scene.org, email, 'editor')
  const { user } = (await visitor.call('GET', '/api/v1/session')).body
  return { email, visitor, id: user.id as string }
}
const rowsOf = async (id: string, org = scene.org) =>
  (await server.call('GET', `/api/v1/orgs/${org}/audit?actor=${id}&limit=100`)).body.items
const actionsOf = async (id: string) =>
  (await rowsOf(id)).map(({ action, state }: { action: string; state: string }) => `${action} ${state}`)

it('tells of invitations accepted, sign-in, sign-out, and every change of a password', async () => {
  tick()
  const { email, visitor, id } = await newMember()
  tick()
  await visitor.call('DELETE', '/api/v1/session')
  tick()
  await signIn(visitor, email)
  tick()
  const second = 'eight dry umbrellas'
  expect(
    (await visitor.call('POST', '/api/v1/me/password', { current: PASSWORD, password: second })).status,
  ).toBe(200)
  tick()
  const reset = await server.call('POST', `/api/v1/orgs/${scene.org}/password-resets`, { user_id: id })
  const third = 'nine red umbrellas'
  const token = tokenOf(reset.body.url)
  expect(
    (await createVisitor(server).call('POST', `/api/v1/password-resets/${token}`, { password: third }))
      .status,
  ).toBe(201)
  const rows = await rowsOf(id)
  expect(rows.map(({ action, state }: { action: string; state: string }) => [action, state])).toEqual([
    ['resetPassword', 'done'],
    ['changePassword', 'done'],
    ['signIn', 'done'],
    ['signOut', 'done'],
    ['acceptInvitation', 'done'],
  ])
  expect(rows.at(-1)).toMatchObject({
    actor: { kind: 'user', id, name: email },
    object: { type: 'member', id },
    before: null,
    after: { email, role: 'editor', invited_by: "operator's key" },
    ip_prefix: '127.0.0.0/24',
  })
  const text = JSON.stringify(rows)
  for (const secret of [PASSWORD, second, third, token]) expect(text).not.toContain(secret)
})

it('tells each organisation of the person, and no other', async () => {
  tick()
  const { email, id } = await newMember()
  const other = `${scene.org}-other`
  await server.call('POST', '/api/v1/orgs', { slug: other })
  tick()
  await signIn(createVisitor(server), email)
  expect(await actionsOf(id)).toContain('signIn done')
  expect(await rowsOf(id, other)).toEqual([])
  const invitation = await server.call('POST', `/api/v1/orgs/${other}/invitations`, { email, role: 'viewer' })
  await createVisitor(server).call('POST', `/api/v1/invitations/${tokenOf(invitation.body.url)}`, {
    password: PASSWORD,
  })
  expect(await rowsOf(id, other)).toMatchObject([{ action: 'acceptInvitation', after: { role: 'viewer' } }])
  tick()
  await signIn(createVisitor(server), email)
  expect((await rowsOf(id, other))[0]).toMatchObject({ action: 'signIn', state: 'done' })
})

it('has one row a minute of wrong passwords, without the password', async () => {
  tick()
  const { email, id } = await newMember()
  tick()
  const wrong = 'a wrong guess at it'
  const refusals = async () => (await actionsOf(id)).filter((row: string) => row === 'signIn refused').length
  for (let n = 0; n < 4; n++) {
    expect((await signIn(createVisitor(server), email, `${wrong} ${n}`)).status).toBe(401)
    // The rows are written after the answer, one after the other only if they do not meet.
    await vi.waitFor(async () => expect(await refusals()).toBe(1))
  }
  tick(2 * MINUTE_MS)
  await signIn(createVisitor(server), email, wrong)
  await vi.waitFor(async () => expect(await refusals()).toBe(2))
  const [row] = await rowsOf(id)
  expect(row).toMatchObject({
    state: 'refused',
    status: 401,
    actor: { id },
    fields: [],
    before: null,
    after: null,
  })
  expect(JSON.stringify(await rowsOf(id))).not.toContain(wrong)
})

it('has at most a row of many wrong passwords at the same moment, and none of an unknown account', async () => {
  tick()
  const { email, id } = await newMember()
  const tries = Array.from({ length: 8 }, () => signIn(createVisitor(server), email, 'a wrong guess at it'))
  await Promise.all(tries)
  await signIn(createVisitor(server), 'nobody@example.com', 'a wrong guess at it')
  await vi.waitFor(async () => expect(await actionsOf(id)).toContain('signIn refused'))
  const count = (await actionsOf(id)).filter((row: string) => row === 'signIn refused').length
  expect(count).toBe(1)
  const rows = await server.services.db.query({
    text: "select * from audit_entries where actor_name = 'nobody@example.com'",
  })
  expect(rows).toEqual([])
})
