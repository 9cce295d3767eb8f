import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createStreams, type Streams } from './streams.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function serve(listener: RequestListener): Promise<number> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close: () => {
      server.closeAllConnections()
      return new Promise(resolve => server.close(resolve))
    },
  })
  return (server.address() as AddressInfo).port
}

function streams(allowedPrivateHosts = '127.0.0.1'): Streams {
  const made = createStreams({ allowedPrivateHosts, silenceMs: 500 })
  open.push(made)
  return made
}

const get = (url: string, made = streams()) =>
  made.open({ method: 'GET', url, headers: { range: 'bytes=1-' } })

describe('an answer that is streamed', () => {
  it('comes piece by piece, however large it is', async () => {
    const port = await serve((request, reply) => {
      reply.setHeader('x-range', request.headers.range ?? '')
      for (let at = 0; at < 200; at++) reply.write(Buffer.alloc(50_000, at))
      reply.end()
    })
    const sent = await get(`http://127.0.0.1:${port}/`)
    if (!sent.ok) throw new Error(sent.reason.message)
    expect(sent.value).toMatchObject({ status: 200, headers: { 'x-range': 'bytes=1-' } })
    let bytes = 0
    for await (const piece of sent.value.body) bytes += piece.length
    expect(bytes).toBe(10_000_000)
  })

  it.each(['broken', 'silent'])('that is %s in its middle ends with an error', async kind => {
    const port = await serve((_request, reply) => {
      reply.writeHead(200, { 'content-length': 100 })
      reply.write('start', () => kind === 'broken' && reply.destroy())
    })
    const sent = await get(`http://127.0.0.1:${port}/`)
    if (!sent.ok) throw new Error(sent.reason.message)
    const { body } = sent.value
    await expect(async () => {
      for await (const piece of body) expect(piece.length).toBe(5)
    }).rejects.toThrow(kind === 'broken' ? /closed the connection/ : /did not answer within 500 ms/)
  })

  it('that nobody wants is discarded', async () => {
    const port = await serve((_request, reply) => void reply.write('start'))
    const sent = await get(`http://127.0.0.1:${port}/`)
    if (!sent.ok) throw new Error(sent.reason.message)
    sent.value.discard()
  })

  it('is guarded like every other call', async () => {
    const port = await serve((_request, reply) =>
      reply.writeHead(302, { location: 'http://10.0.0.1/' }).end(),
    )
    expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ ok: false, reason: { kind: 'redirect' } })
    expect(await get(`http://127.0.0.1:${port}/`, streams(''))).toMatchObject({
      ok: false,
      reason: { kind: 'address-refused' },
    })
    expect(await get('http://localhost:1/', streams(''))).toMatchObject({
      ok: false,
      reason: { kind: 'address-refused' },
    })
    expect(await get('ftp://127.0.0.1/')).toMatchObject({ ok: false, reason: { kind: 'invalid-request' } })
  })
})
