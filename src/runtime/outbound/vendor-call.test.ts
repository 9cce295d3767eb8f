import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutbound } from './outbound.ts'
import { vendorCall } from './vendor-call.ts'

describe("a call to a vendor's API", () => {
  const outbound = createOutbound({
    allowedPrivateHosts: '127.0.0.1',
    timeoutMs: 5_000,
    responseBytesMax: 10_000,
  })
  const call = vendorCall(outbound)
  const server = createServer(async (request, response) => {
    const sent = String(Buffer.concat(await request.toArray()))
    if (request.url === '/text') return response.end('not JSON')
    if (request.url === '/empty') return response.writeHead(204).end()
    const { 'content-type': type } = request.headers
    return response.writeHead(202, { 'X-Seen': 'yes' }).end(JSON.stringify({ type, sent }))
  })
  let url = ''
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await outbound.close()
    server.close()
  })

  it.each([
    [{ a: 1 }, {}, 'application/json', '{"a":1}'],
    [new URLSearchParams({ a: '1 2', b: 'ü' }), {}, 'application/x-www-form-urlencoded', 'a=1+2&b=%C3%BC'],
    [[1], { 'Content-Type': 'application/vnd.x+json' }, 'application/vnd.x+json', '[1]'],
    [undefined, {}, undefined, ''],
  ])('sends %j as it is', async (body, headers, type, sent) => {
    expect(await call({ method: 'POST', url, headers, body })).toMatchObject({
      ok: true,
      value: {
        status: 202,
        headers: { 'x-seen': 'yes' },
        body: type === undefined ? { sent } : { type, sent },
      },
    })
  })

  it('brings back text that is no JSON as text', async () => {
    const bodyOf = async (path: string) => {
      const sent = await call({ method: 'GET', url: url + path, headers: {} })
      return sent.ok && sent.value.body
    }
    expect(await bodyOf('/text')).toBe('not JSON')
    expect(await bodyOf('/empty')).toBe('')
  })

  it('fails in words when there is no answer', async () => {
    const sent = await call({ method: 'GET', url: 'https://10.0.0.1/', headers: {} })
    expect(sent).toMatchObject({ ok: false, reason: expect.stringContaining('PARLEY_ALLOWED_PRIVATE_HOSTS') })
  })
})
