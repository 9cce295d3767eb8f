import { beforeAll, describe, expect, it } from 'vitest'
import { createOrg } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'

const server = useServer()

beforeAll(async () => {
  await createOrg(server, 'acme')
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
