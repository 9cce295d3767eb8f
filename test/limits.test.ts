import type { InjectOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { createTemplate } from './factories.ts'
import { useScene } from './scene.ts'
import { createMember } from './visitor.ts'

const scene = useScene({
  PARLEY_MANAGE_CALLS_PER_MINUTE: '3',
  PARLEY_MANAGE_CALLS_PER_MINUTE_OF_ORG: '5',
  PARLEY_REFUSED_CALLS_PER_MINUTE: '4',
})
const { server } = scene

const newKey = async (...scopes: string[]): Promise<string> => {
  const made = await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, { name: 'a key', scopes })
  expect(made).toMatchObject({ status: 201 })
  return made.body.key
}
const inject = (url: string, key: string, options: InjectOptions = {}) =>
  server.app.inject({ url, ...options, headers: { 'x-api-key': key } })
const read = (key: string) => inject(`/api/v1/orgs/${scene.org}`, key)
const statuses = async (count: number, call: () => Promise<{ statusCode: number }>): Promise<number[]> => {
  const found: number[] = []
  for (let n = 0; n < count; n++) found.push((await call()).statusCode)
  return found
}

describe('the management API', () => {
  it('answers a key that calls too often with 429, says when to go on, and leaves others alone', async () => {
    scene.tick()
    const [busy, other] = [await newKey('manage'), await newKey('manage')]
    const first = await read(busy)
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"key";q=3;w=60, "organisation";q=5;w=60',
      ratelimit: '"key";r=2;t=20, "organisation";r=4;t=12',
    })
    expect(await statuses(4, () => read(busy))).toEqual([200, 200, 429, 429])
    const refused = await read(busy)
    expect(refused.json()).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(refused.json().detail).toContain('This key may make 3 calls')
    expect(Number(refused.headers['retry-after'])).toBe(20)
    expect(refused.headers['ratelimit']).toContain('"key";r=0;t=20')
    expect((await read(other)).statusCode).toBe(200)
    server.setNow(new Date(scene.now + 20_000))
    expect(await statuses(2, () => read(busy))).toEqual([200, 429])
  })

  it('limits all keys of an organisation together, and no other organisation', async () => {
    scene.tick(2)
    const keys = [await newKey('manage'), await newKey('manage'), await newKey('manage')]
    const [first = '', second = '', third = ''] = keys
    await statuses(3, () => read(first))
    await statuses(2, () => read(second))
    const refused = await read(third)
    expect(refused.statusCode).toBe(429)
    expect(refused.json().detail).toContain('This organisation may make 5 calls')
    await scene.enterAnotherOrg()
    const key = await newKey('manage')
    expect((await read(key)).statusCode).toBe(200)
  })

  it('limits a person, and never the key of the operator', async () => {
    scene.tick(2)
    const person = await createMember(server, scene.org, `ann@${scene.org}.example.com`, 'viewer')
    scene.tick(2)
    const statusOf = async () => ({
      statusCode: (await person.call('GET', `/api/v1/orgs/${scene.org}`)).status,
    })
    expect(await statuses(4, statusOf)).toEqual([200, 200, 200, 429])
    for (let call = 0; call < 20; call++)
      expect((await server.call('GET', `/api/v1/orgs/${scene.org}`)).status).toBe(200)
  })
})

describe('a key with a limit of its own', () => {
  it('has it for each scope, and not above what the operator gives to the management API', async () => {
    scene.tick(2)
    await createTemplate(server, scene.org, 'welcome')
    const made = await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, {
      ...{ name: 'a key', scopes: ['serve', 'ingest', 'manage'], calls_per_minute: 4 },
    })
    expect(made.body).toMatchObject({ calls_per_minute: 4 })
    const { key } = made.body
    const choose = () =>
      inject(`/api/generate/${scene.org}`, key, {
        method: 'POST',
        payload: { template_id: 'welcome', user_id: 'u' },
      })
    expect(await statuses(5, choose)).toEqual([200, 200, 200, 200, 429])
    const payload = { event: 'visit', user_id: 'u' }
    const report = () => inject(`/api/webhook/events/${scene.org}`, key, { method: 'POST', payload })
    expect(await statuses(5, report)).toEqual([200, 200, 200, 200, 429])
    expect(await statuses(4, () => read(key))).toEqual([200, 200, 200, 429])
  })
})

describe('without a limit that somebody has set', () => {
  it('neither choices nor reports are refused, nor told of limits', async () => {
    scene.tick(2)
    await createTemplate(server, scene.org, 'welcome')
    const key = await newKey('serve', 'ingest')
    for (let call = 0; call < 30; call++) {
      const payload = { template_id: 'welcome', user_id: `u${call}` }
      const chosen = await inject(`/api/generate/${scene.org}`, key, { method: 'POST', payload })
      expect([chosen.statusCode, chosen.headers['ratelimit']]).toEqual([200, undefined])
      const event = { event: 'visit', user_id: `u${call}` }
      const told = await inject(`/api/webhook/events/${scene.org}`, key, { method: 'POST', payload: event })
      expect(told.statusCode).toBe(200)
    }
  })
})

describe('wrong keys', () => {
  const wrong = (remoteAddress: string, org = scene.org) =>
    inject(`/api/v1/orgs/${org}`, 'parley_0123_wrong', { remoteAddress })

  it('are limited by network and organisation, and a right key from there is not', async () => {
    scene.tick(2)
    const key = await newKey('manage', 'serve')
    const before = scene.org
    expect(await statuses(6, () => wrong('198.51.100.7'))).toEqual([401, 401, 401, 401, 429, 429])
    expect(Number((await wrong('198.51.100.7')).headers['retry-after'])).toBe(15)
    expect((await inject(`/api/v1/orgs/${before}`, key, { remoteAddress: '198.51.100.7' })).statusCode).toBe(
      200,
    )
    expect((await wrong('198.51.100.8')).statusCode).toBe(401)
    await scene.enterAnotherOrg()
    expect((await wrong('198.51.100.7')).statusCode).toBe(401)
    // One customer of a provider has a whole /64.
    expect(await statuses(4, () => wrong('2001:db8:1::1'))).toEqual([401, 401, 401, 401])
    expect((await wrong('2001:db8:1::ffff')).statusCode).toBe(429)
    expect((await wrong('2001:db8:1:1::1')).statusCode).toBe(401)
  })

  it('of organisations that do not exist, of the operator, and without a key', async () => {
    scene.tick(2)
    const remoteAddress = '198.51.100.20'
    expect(await statuses(5, () => wrong(remoteAddress, 'nobody-here'))).toEqual([404, 404, 404, 404, 429])
    expect((await inject('/api/v1/orgs', 'wrong', { remoteAddress })).statusCode).toBe(429)
    expect((await inject('/api/v1/orgs', 'wrong', { remoteAddress: '198.51.100.21' })).statusCode).toBe(401)
    const keyless = () => server.app.inject({ url: `/api/v1/orgs/${scene.org}`, remoteAddress })
    expect(await statuses(6, keyless)).toEqual([401, 401, 401, 401, 401, 401])
  })

  it('cost neither an organisation its limit of reports nor a proved call its place', async () => {
    scene.tick(2)
    const key = (
      await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, {
        ...{ name: 'a key', scopes: ['ingest'], calls_per_minute: 2 },
      })
    ).body.key
    const send = (given: string) =>
      inject(`/api/webhook/events/${scene.org}`, given, {
        ...{ method: 'POST', payload: { event: 'visit', user_id: 'u' }, remoteAddress: '198.51.100.30' },
      })
    expect(await statuses(6, () => send('parley_0123_wrong'))).toEqual([401, 401, 401, 401, 429, 429])
    expect(await statuses(3, () => send(key))).toEqual([200, 200, 429])
  })
})
