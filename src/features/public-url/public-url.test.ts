import { afterEach, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/app.ts'
import { createOrg } from '../../../test/factories.ts'

const started: TestApp[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.close()
})

async function start(settings: Record<string, string>): Promise<TestApp> {
  const server = await startTestApp(settings)
  started.push(server)
  await createOrg(server, 'acme')
  return server
}
const check = async (server: TestApp) =>
  (await server.call('POST', '/api/v1/orgs/acme/public-url/check')).body

describe('the check of the public URL', () => {
  it('reaches this server, and no other one', async () => {
    const first = await start({})
    const address = await first.app.listen({ port: 0, host: '127.0.0.1' })
    const own = await start({ PUBLIC_URL: address, PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
    // Both have the same secret key: another process of the same installation.
    expect(await check(own)).toMatchObject({ url: address, outcome: 'reached', took_ms: expect.any(Number) })
    const stranger = await start({
      ...{ PUBLIC_URL: address, PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1', PARLEY_SECRET_KEY: 'another-key' },
    })
    expect(await check(stranger)).toMatchObject({
      outcome: 'another-server',
      detail: expect.stringContaining('200'),
    })
  })

  it.each([
    ['http://127.0.0.1:9', 'private', 'Set PUBLIC_URL'],
    ['https://10.1.2.3', 'private', 'cannot call https://10.1.2.3'],
    ['http://93.184.216.34', 'not-reached', 'https://'],
  ])('says of %s that it is %s', async (PUBLIC_URL, outcome, detail) => {
    const server = await start({ PUBLIC_URL })
    expect(await check(server)).toMatchObject({
      outcome,
      detail: expect.stringContaining(detail),
      took_ms: null,
    })
  })

  it('says when nobody answers', async () => {
    const server = await start({
      PUBLIC_URL: 'http://127.0.0.1:9',
      PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
    })
    expect(await check(server)).toMatchObject({ outcome: 'not-reached' })
  })
})
