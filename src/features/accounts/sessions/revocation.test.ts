import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { ADMIN_KEY, type TestApp } from '../../../../test/app.ts'
import { useScene } from '../../../../test/scene.ts'
import { createMember, createVisitor, signIn, type Visitor } from '../../../../test/visitor.ts'
import { buildApp } from '../../../app.ts'
import { readConfig } from '../../../config.ts'
import { createLog } from '../../../log.ts'
import { openServices } from '../../../services.ts'

const scene = useScene()
const { server } = scene

/** Another process on the same store, as far as its memory goes. */
let other: Pick<TestApp, 'app'>
beforeEach(async () => {
  const config = readConfig({
    PARLEY_ADMIN_KEY: ADMIN_KEY,
    PARLEY_SECRET_KEY: 's'.repeat(24),
    PUBLIC_URL: PUBLIC,
  })
  const open = async () => ({ ...server.services.db, close: async () => {} })
  const services = await openServices(config, createLog('silent'), server.services.clock, open)
  const app = await buildApp(services)
  await app.ready()
  other = { app }
  return async () => {
    await app.close()
    await services.close()
  }
})
const PUBLIC = 'https://parley.example.com'

const through = ({ app }: Pick<TestApp, 'app'>, { cookie }: Visitor): Visitor => {
  const visitor = createVisitor({ app })
  visitor.cookie = cookie
  return visitor
}
const session = async (visitor: Visitor) => (await visitor.call('GET', '/api/v1/session')).status

async function twoWindows(): Promise<{ here: Visitor; there: Visitor; id: string }> {
  const email = `jana-${scene.org}@example.com`
  const here = await createMember(server, scene.org, email, 'viewer')
  const there = createVisitor(server)
  await signIn(there, email)
  const { items } = (await here.call('GET', '/api/v1/me/sessions')).body
  const { id } = items.find(({ current }: { current: boolean }) => !current)
  return { here, there, id }
}

it('is known to this process at once, and to another one within five seconds', async () => {
  const { here, there, id } = await twoWindows()
  const elsewhere = through(other, there)
  expect([await session(there), await session(elsewhere)]).toEqual([200, 200])
  expect((await here.call('DELETE', `/api/v1/me/sessions/${id}`)).status).toBe(204)
  expect(await session(there)).toBe(401)
  scene.tick(5 / 60)
  expect(await session(elsewhere)).toBe(401)
  expect(await session(here)).toBe(200)
})

it('of a role reaches another process too', async () => {
  const admin = await createMember(server, scene.org, `admin-${scene.org}@example.com`, 'admin')
  const email = `omar-${scene.org}@example.com`
  const omar = through(other, await createMember(server, scene.org, email, 'admin'))
  const rename = () => omar.call('PATCH', `/api/v1/orgs/${scene.org}`, { name: 'Renamed' })
  expect((await rename()).status).toBe(200)
  const { id } = (await omar.call('GET', '/api/v1/me')).body
  await admin.call('DELETE', `/api/v1/orgs/${scene.org}/members/${id}`)
  scene.tick(5 / 60)
  expect((await rename()).body.code).toBe('org-not-found')
})

it('ends the streams of the session, in every process', async () => {
  const { here, there, id } = await twoWindows()
  const ends = await Promise.all([server, other].map(each => follow(each, there)))
  await here.call('DELETE', `/api/v1/me/sessions/${id}`)
  scene.tick(5 / 60)
  await Promise.all(ends.map(end => end()))
})

it('leaves the streams of other sessions open', async () => {
  const { here, there, id } = await twoWindows()
  const [ended, kept] = [await follow(server, there), await follow(server, here)]
  await here.call('DELETE', `/api/v1/me/sessions/${id}`)
  await ended()
  let isOpen = true
  void kept().then(() => {
    isOpen = false
  })
  // Streams look at their sessions once a second.
  await sleep(1_500)
  expect(isOpen).toBe(true)
})

/** Opens the live tail. The returned function resolves when the server has ended it. */
async function follow({ app }: Pick<TestApp, 'app'>, { cookie = '' }: Visitor): Promise<() => Promise<void>> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const reply = await fetch(`http://127.0.0.1:${port}/api/v1/orgs/${scene.org}/requests/live`, {
    headers: { cookie },
  })
  expect(reply.status).toBe(200)
  return async () => {
    for await (const _ of reply.body ?? []);
  }
}
