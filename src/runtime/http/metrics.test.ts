import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'

const server = useServer()

beforeAll(async () => {
  await createOrg(server, 'acme')
})

const TOKEN = 'the-token-of-the-tests-for-metrics'

describe('without a token', () => {
  it.each([
    ['127.0.0.1', {}, 200],
    ['::1', {}, 200],
    ['::ffff:127.0.0.1', {}, 200],
    ['10.0.0.7', {}, 401],
    ['203.0.113.9', {}, 401],
    // A proxy on the same machine.
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, 401],
    ['127.0.0.1', { forwarded: 'for=203.0.113.9' }, 401],
  ])('from %s with %j: %d', async (remoteAddress, headers, status) => {
    const reply = await server.app.inject({ url: '/metrics', remoteAddress, headers })
    expect(reply.statusCode).toBe(status)
    if (status === 401) expect(reply.json().detail).toContain('PARLEY_METRICS_TOKEN')
  })
})

describe('with a token', () => {
  const guarded = useServer({ PARLEY_METRICS_TOKEN: TOKEN })

  it('everybody needs it, the machine itself too', async () => {
    const read = async (headers: Record<string, string>) =>
      (await guarded.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1', headers })).statusCode
    expect(await read({})).toBe(401)
    expect(await read({ authorization: `Bearer ${TOKEN}x` })).toBe(401)
    expect(await read({ authorization: `Bearer ${TOKEN}` })).toBe(200)
  })
})

describe('requests', () => {
  it('are counted by route and status, not by address', async () => {
    for (const org of ['acme', 'acme', 'nobody']) await server.call('POST', `/api/generate/${org}`, {})
    await server.call('GET', '/healthz')
    await server.app.inject({ method: 'HEAD', url: '/healthz' })
    await server.call('GET', '/nowhere/1')
    await server.call('GET', '/nowhere/2')
    expect(await countOf('/api/generate/:org', 400)).toBe(2)
    expect(await countOf('/api/generate/:org', 404)).toBe(1)
    expect(await countOf('/healthz', 200)).toBe(2)
    expect(await countOf('none', 404)).toBe(2)
  })
})

async function countOf(route: string, status: number): Promise<number> {
  const { body } = await server.call('GET', '/metrics')
  const line = String(body)
    .split('\n')
    .find(each => each.startsWith(`parley_http_request_seconds_count{route="${route}",status="${status}"}`))
  return Number(line?.split(' ').at(-1) ?? 0)
}
