import { beforeEach, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../../test/app.ts'
import { createVisitor, PASSWORD, signIn, tokenOf } from '../../../../test/visitor.ts'
import { HOUR_MS } from '../../../lib/duration.ts'
import { createDemoLink, createSetupLink } from './set-up.ts'

let server: TestApp
beforeEach(async () => {
  server = await startTestApp()
  return () => server.close()
})

const link = async () => tokenOf((await createSetupLink(server.services)) ?? '')
const input = (token: string, slug = 'acme') => ({
  token,
  name: ' Jana ',
  email: 'Jana@Example.com',
  password: PASSWORD,
  organization: { name: 'Acme', slug, timezone: 'Europe/Prague' },
})
const needed = async () => (await server.call('GET', '/api/v1/setup')).body.needed

it('makes the first person an operator and admin, once', async () => {
  expect(await needed()).toBe(true)
  const token = await link()
  const jana = createVisitor(server)
  expect(await jana.call('POST', '/api/v1/setup', input(token))).toMatchObject({
    status: 201,
    body: {
      user: { name: 'Jana', email: 'jana@example.com', operator: true },
      orgs: [{ slug: 'acme', name: 'Acme', role: 'admin' }],
    },
  })
  expect((await jana.call('GET', '/api/v1/orgs/acme')).body).toMatchObject({ timezone: 'Europe/Prague' })
  expect(await needed()).toBe(false)
  expect(await createSetupLink(server.services)).toBeUndefined()
  const again = await createVisitor(server).call('POST', '/api/v1/setup', input(token, 'other'))
  expect(again).toMatchObject({ status: 410, body: { code: 'link-over' } })
  expect((await signIn(createVisitor(server), 'jana@example.com')).status).toBe(201)
})

it('lets one of several at the same moment through, and leaves nothing of the others', async () => {
  const token = await link()
  const tries = Array.from({ length: 6 }, (_, at) =>
    createVisitor(server).call('POST', '/api/v1/setup', {
      ...input(token, `acme-${at}`),
      email: `person-${at}@example.com`,
    }),
  )
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([201, 410, 410, 410, 410, 410])
  expect((await server.call('GET', '/api/v1/orgs')).body.items).toHaveLength(1)
})

it('needs a link of the last hour; a restart prints a new one', async () => {
  const token = await link()
  server.setNow(new Date(Date.now() + HOUR_MS + 1))
  const visitor = createVisitor(server)
  const over = await visitor.call('POST', '/api/v1/setup', input(token))
  expect(over).toMatchObject({ status: 410, body: { code: 'link-over' } })
  expect(over.body.detail).toContain('Restart')
  const made = await visitor.call('POST', '/api/v1/setup', input(await link()))
  expect(made.status).toBe(201)
})

it('keeps the link when something in the form is refused', async () => {
  const token = await link()
  await server.call('POST', '/api/v1/orgs', { slug: 'taken' })
  const visitor = createVisitor(server)
  const post = (body: object) => visitor.call('POST', '/api/v1/setup', body)
  expect(await post(input(token, 'taken'))).toMatchObject({
    status: 409,
    body: { code: 'already-exists', errors: [{ field: '/organization/slug' }] },
  })
  expect(await post({ ...input(token), password: 'password1234' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: '/password' }] },
  })
  const nowhere = { ...input(token).organization, timezone: 'Mars/Base' }
  expect((await post({ ...input(token), organization: nowhere })).status).toBe(422)
  expect(await needed()).toBe(true)
  expect((await post(input(token))).status).toBe(201)
})

it('operators create more organisations, and administer them; others do not', async () => {
  const jana = createVisitor(server)
  await jana.call('POST', '/api/v1/setup', input(await link()))
  expect((await jana.call('POST', '/api/v1/orgs', { slug: 'second' })).status).toBe(201)
  expect((await jana.call('PATCH', '/api/v1/orgs/second', { name: 'Second' })).status).toBe(200)
  const slugs = (await jana.call('GET', '/api/v1/orgs')).body.items.map(({ slug }: { slug: string }) => slug)
  expect(slugs).toEqual(['acme', 'second'])
  const made = await jana.call('POST', '/api/v1/orgs/acme/invitations', {
    email: 'omar@example.com',
    role: 'admin',
  })
  const omar = createVisitor(server)
  await omar.call('POST', `/api/v1/invitations/${tokenOf(made.body.url)}`, {
    name: 'Omar',
    password: PASSWORD,
  })
  expect(await omar.call('POST', '/api/v1/orgs', { slug: 'third' })).toMatchObject({
    status: 403,
    body: { code: 'not-permitted' },
  })
})

it('the link of the demo signs in once, and needs no set-up', async () => {
  await server.call('POST', '/api/v1/orgs', { slug: 'demo' })
  const url = new URL((await createDemoLink(server.services, 'demo', 'demo@example.com')) ?? '')
  const follow = () => server.app.inject({ method: 'GET', url: url.pathname })
  const first = await follow()
  expect([first.statusCode, first.headers.location]).toEqual([303, '/o/demo'])
  const demo = createVisitor(server)
  demo.cookie = `__Host-parley=${first.cookies[0]?.value}`
  expect((await demo.call('GET', '/api/v1/session')).body).toMatchObject({
    user: { name: 'Demo', operator: false },
    orgs: [{ slug: 'demo', role: 'admin' }],
  })
  expect((await follow()).statusCode).toBe(410)
  // Somebody still has to set up the server itself.
  expect(await needed()).toBe(true)
  expect(await createDemoLink(server.services, 'nobody', 'demo@example.com')).toBeUndefined()
})

it('nobody signs in where others could read the session on its way', async () => {
  const open = await startTestApp({ PUBLIC_URL: 'http://parley.internal:3000' })
  const body = { email: 'jana@example.com', password: PASSWORD }
  expect((await open.call('GET', '/api/v1/setup')).body).toMatchObject({ signs_in: false })
  const headers = { origin: 'http://parley.internal:3000', 'sec-fetch-site': undefined }
  expect(await createVisitor(open).call('POST', '/api/v1/session', body, headers)).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  await open.close()
})
