import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createOutbound, type Outbound, type OutboundOptions } from './outbound.ts'

const PUBLIC = '93.184.215.14'
const SECRET = 's3cret-of-the-receiver'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  return (server.address() as AddressInfo).port
}

const serve = (listener: RequestListener) => listen(createServer(listener))

function outboundWith(options: Partial<OutboundOptions> = {}): Outbound {
  const outbound = createOutbound({
    allowedPrivateHosts: '127.0.0.1',
    timeoutMs: 5_000,
    responseBytesMax: 1_000,
    ...options,
  })
  open.push(outbound)
  return outbound
}

const get = (outbound: Outbound, url: string, headers: Record<string, string> = {}) =>
  outbound.send({ method: 'GET', url, headers })

const refusal = (kind: string, words: string | RegExp = /./) => ({
  ok: false,
  reason: { kind, message: expect.stringMatching(words) },
})

const certificate = {
  cert: readFileSync(new URL('./fixtures/receiver.cert.pem', import.meta.url), 'utf8'),
  key: readFileSync(new URL('./fixtures/receiver.key.pem', import.meta.url), 'utf8'),
}

describe('a call', () => {
  it('carries method, headers and body, and brings back status, headers and body', async () => {
    const port = await serve(async (request, response) => {
      const chunks = await request.toArray()
      const { method, url, headers } = request
      response.setHeader('X-Many', ['one', 'two'])
      response
        .writeHead(418)
        .end(JSON.stringify([method, url, headers['x-own'], String(Buffer.concat(chunks))]))
    })
    const sent = await outboundWith().send({
      method: 'POST',
      url: `http://127.0.0.1:${port}/a%20path?q=1#fragment`,
      headers: { 'X-Own': 'value' },
      body: 'grüße',
    })
    if (!sent.ok) throw new Error(sent.reason.message)
    expect(sent.value).toMatchObject({ status: 418, headers: { 'x-many': 'one, two' } })
    expect(JSON.parse(String(Buffer.from(sent.value.body)))).toEqual([
      'POST',
      '/a%20path?q=1',
      'value',
      'grüße',
    ])
  })

  it('connects to the address that was vetted, under the name that was called', async () => {
    const names: unknown[] = []
    const port = await listen(
      createSecureServer(certificate, (request, response) => {
        names.push(request.headers.host)
        response.end('here')
      }),
    )
    const options = { authorities: certificate.cert, resolve: async () => ['127.0.0.1'] }
    expect(await get(outboundWith(options), `https://receiver.example.com:${port}/`)).toMatchObject({
      ok: true,
    })
    expect(names).toEqual([`receiver.example.com:${port}`])
    const other = await get(outboundWith(options), `https://other.example.com:${port}/`)
    expect(other).toMatchObject(refusal('tls', 'certificate'))
    const untrusting = outboundWith({ resolve: options.resolve })
    expect(await get(untrusting, `https://receiver.example.com:${port}/`)).toMatchObject(refusal('tls'))
    expect(names).toHaveLength(1)
  })

  it('is looked up once, so that a name cannot change between the check and the call', async () => {
    let calls = 0
    const port = await serve((_request, response) => {
      calls += 1
      response.end()
    })
    const url = `http://rebinding.example.com:${port}/`
    const asked: string[] = []
    const resolve = async (name: string) => {
      asked.push(name)
      return [asked.length === 1 ? '127.0.0.2' : '127.0.0.1']
    }
    const outbound = outboundWith({ allowedPrivateHosts: '127.0.0.2', resolve })
    // Nobody answers there; had the name been looked up anew to connect, this server would have.
    expect(await get(outbound, url)).toMatchObject({ ok: false, reason: { kind: 'refused' } })
    expect(asked).toEqual(['rebinding.example.com'])
    expect(await get(outbound, url)).toMatchObject(refusal('address-refused', 'loopback'))
    expect(asked).toHaveLength(2)
    expect(calls).toBe(0)
  })

  it('is refused when any of the addresses of its name is private', async () => {
    const outbound = outboundWith({ allowedPrivateHosts: '', resolve: async () => [PUBLIC, '10.0.0.7'] })
    expect(await get(outbound, 'https://mixed.example.com/')).toMatchObject(
      refusal('address-refused', '10.0.0.7'),
    )
  })

  it('follows no redirect', async () => {
    let calls = 0
    const port = await serve((_request, response) => {
      calls += 1
      response.writeHead(302, { location: `http://169.254.169.254/latest?token=${SECRET}` }).end()
    })
    const sent = await get(outboundWith(), `http://127.0.0.1:${port}/`)
    expect(sent).toMatchObject(refusal('redirect', 'to http://169.254.169.254 '))
    expect(JSON.stringify(sent)).not.toContain(SECRET)
    expect(calls).toBe(1)
  })

  it.each([
    ['announced', (size: number) => ({ 'content-length': size })],
    ['not announced', () => ({})],
  ])('ends when the answer is too large, its size %s', async (_name, headersFor) => {
    const port = await serve((request, response) => {
      const size = Number(request.url?.slice(1))
      response.writeHead(200, headersFor(size))
      response.write('x')
      response.end('x'.repeat(size - 1))
    })
    expect(await get(outboundWith(), `http://127.0.0.1:${port}/1001`)).toMatchObject(refusal('too-large'))
    expect(await get(outboundWith(), `http://127.0.0.1:${port}/1000`)).toMatchObject({ ok: true })
  })

  it.each([
    ['says nothing', '', 0],
    ['drips its headers', 'HTTP/1.1 200 OK\r\nx-slow: ', 10],
    ['drips its body', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n', 10],
  ])('ends in time when the receiver %s', async (_name, opening, dripMs) => {
    const port = await listen(
      createSocketServer(socket => {
        socket.on('error', () => undefined)
        socket.write(opening)
        const timer = dripMs > 0 ? setInterval(() => socket.write('x'), dripMs) : undefined
        socket.on('close', () => clearInterval(timer))
      }),
    )
    const sent = await get(outboundWith({ timeoutMs: 200 }), `http://127.0.0.1:${port}/`)
    expect(sent).toMatchObject({ ok: false, reason: { kind: 'timeout', mayHaveArrived: true } })
  })

  it.each([
    ['whose name is not looked up in time', 'https', () => new Promise<string[]>(() => {})],
    ['that takes the connection and never encrypts it', 'https', async () => ['127.0.0.1']],
  ])('has certainly not arrived at a receiver %s', async (_name, scheme, resolve) => {
    const port = await listen(createSocketServer(socket => socket.on('error', () => undefined)))
    const outbound = outboundWith({ connectTimeoutMs: 300, timeoutMs: 20_000, resolve })
    const sent = await get(outbound, `${scheme}://receiver.example.com:${port}/`)
    expect(sent).toMatchObject(refusal('connect-timeout', 'receiver.example.com'))
    expect(sent).toMatchObject({ reason: { mayHaveArrived: false } })
  })

  it('says what went wrong with the connection', async () => {
    const resetting = await listen(createSocketServer(socket => socket.resetAndDestroy()))
    const outbound = outboundWith()
    expect(await get(outbound, `http://127.0.0.1:${resetting}/`)).toMatchObject({
      ok: false,
      reason: { kind: 'broken-off', mayHaveArrived: true },
    })
    const closed = createSocketServer()
    const port = await listen(closed)
    await new Promise(resolve => open.pop()?.close() && closed.once('close', resolve))
    expect(await get(outbound, `http://127.0.0.1:${port}/`)).toMatchObject({
      ok: false,
      reason: { kind: 'refused', mayHaveArrived: false },
    })
    const nobody = async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    }
    const lost = outboundWith({ resolve: nobody })
    expect(await get(lost, 'https://no-such.example.com/')).toMatchObject(
      refusal('not-found', 'no-such.example.com'),
    )
    expect(await get(outboundWith({ resolve: async () => [] }), 'https://empty.example.com/')).toMatchObject(
      refusal('not-found'),
    )
  })

  it('is refused with headers that would be read as something else, without repeating their values', async () => {
    let calls = 0
    const port = await serve((_request, response) => {
      calls += 1
      response.end()
    })
    const outbound = outboundWith()
    const url = `http://127.0.0.1:${port}/`
    const wrong: Record<string, string>[] = [
      ...['\r\nx: y', '\n', '\r', '\0', '\x7f', '\u2028', '語'].map(end => ({ 'x-token': SECRET + end })),
      ...['', 'x y', 'x:y', 'x\r\ny', 'ü'].map(name => ({ [name]: SECRET })),
      ...['Host', 'content-length', 'Transfer-Encoding', 'connection'].map(name => ({ [name]: SECRET })),
    ]
    const answers = await Promise.all(wrong.map(headers => get(outbound, url, headers)))
    expect(answers.map(sent => sent.ok || sent.reason.kind)).toEqual(wrong.map(() => 'invalid-request'))
    expect(JSON.stringify(answers)).not.toContain(SECRET)
    expect(calls).toBe(0)
    expect(await get(outbound, url, { 'x-token': `${SECRET}\té` })).toMatchObject({ ok: true })
  })

  it('shows only the host of the URL', async () => {
    const outbound = outboundWith({ resolve: async () => ['127.0.0.1'], timeoutMs: 500 })
    const failing = [
      'https://receiver.example.com:1',
      'http://127.0.0.1:1',
      'https://10.0.0.1',
      'https://u:p@x.example',
    ]
    for (const origin of failing) {
      const sent = await get(outbound, `${origin}/${SECRET}?key=${SECRET}`, { authorization: SECRET })
      expect(sent.ok).toBe(false)
      expect(JSON.stringify(sent)).not.toContain(SECRET)
    }
  })

  it('is refused after the end', async () => {
    const outbound = outboundWith()
    await outbound.close()
    open.pop()
    expect(await get(outbound, 'http://127.0.0.1:9/')).toMatchObject(refusal('closed'))
  })
})
