import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpServer } from '../server.ts'

const CONNECTIONS_MAX = 8
let app: FastifyInstance
let port: number
beforeAll(async () => {
  app = await createHttpServer({
    ...{ log: pino({ level: 'silent' }), trustProxy: [], sharedSchemas: [] },
    ...{ requestTimeoutMs: 1_500, connectionsMax: CONNECTIONS_MAX },
  })
  app.post('/echo', { bodyLimit: 10_000 }, async () => ({ ok: true }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as AddressInfo).port
})
afterAll(() => app.close())

interface Client {
  readonly socket: Socket
  /** Everything that the server has sent. */
  readonly heard: () => string
  readonly closed: Promise<unknown>
}

async function open(text = ''): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', data => {
    heard += data
  })
  socket.on('error', () => {})
  const closed = new Promise(resolve => socket.once('close', resolve))
  await once(socket, 'connect')
  socket.write(text)
  return { socket, heard: () => heard, closed }
}

/** Sends text again and again until the connection is closed. */
async function drip(client: Client, text: string, everyMs = 20): Promise<void> {
  const timer = setInterval(() => client.socket.write(text), everyMs)
  await client.closed
  clearInterval(timer)
}

const quick = async (): Promise<unknown> => {
  const answer = await fetch(`http://127.0.0.1:${port}/echo`, {
    ...{ method: 'POST', body: '{}', headers: { 'content-type': 'application/json', connection: 'close' } },
  })
  return answer.json()
}

const HEAD = 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'

it('headers that drip in end with an answer, while a quick client is served', async () => {
  const slow = await open('POST /echo HTTP/1.1\r\nhost: x\r\n')
  const over = drip(slow, 'x-a: b\r\n')
  expect(await quick()).toEqual({ ok: true })
  await over
  expect(slow.heard()).toMatch(/^HTTP\/1\.1 408 /)
})

it('a body in chunks without an end is cut off at the limit of the route', async () => {
  const endless = await open(`${HEAD}transfer-encoding: chunked\r\n\r\n`)
  const over = drip(endless, `1000\r\n${' '.repeat(0x1000)}\r\n`, 1)
  expect(await quick()).toEqual({ ok: true })
  await over
  expect(endless.heard()).toMatch(/^HTTP\/1\.1 413 /)
  expect(endless.heard()).toContain('"code":"too-large"')
  expect(endless.socket.bytesWritten).toBeLessThan(50_000_000)
})

it('a body without an end is not read where nobody takes it', async () => {
  const lost = await open(`${HEAD.replace('/echo', '/nowhere')}transfer-encoding: chunked\r\n\r\n`)
  await drip(lost, `10\r\n${' '.repeat(16)}\r\n`)
  expect(lost.heard()).toMatch(/^HTTP\/1\.1 4(?:04|13|08) /)
})

it.each([
  ['one header', `x-long: ${'a'.repeat(20_000)}\r\n`],
  ['many headers', 'x-a: some value\r\n'.repeat(1_500)],
  ['the address', `x: y\r\n`, `POST /echo?a=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n`],
])('is told that too much is in %s', async (_, headers, head = HEAD) => {
  const client = await open(`${head}${headers}content-length: 2\r\n\r\n{}`)
  await client.closed
  expect(client.heard()).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large/)
  expect(client.heard()).toContain('"status":431,"code":"headers-too-large"')
  expect(await quick()).toEqual({ ok: true })
})

it('connections without a complete request make room, the oldest first, and those at work stay', async () => {
  let finish = () => {}
  const working = new Promise<void>(resolve => {
    finish = resolve
  })
  let arrived = () => {}
  const hasArrived = new Promise<void>(resolve => {
    arrived = resolve
  })
  const slowApp = await createHttpServer({
    ...{ log: pino({ level: 'silent' }), trustProxy: [], sharedSchemas: [], connectionsMax: 4 },
  })
  slowApp.get('/work', async () => {
    arrived()
    await working
    return { done: true }
  })
  slowApp.get('/', async () => ({ ok: true }))
  await slowApp.listen({ host: '127.0.0.1', port: 0 })
  const { port: own } = slowApp.server.address() as AddressInfo
  const dial = async (text: string): Promise<Client> => {
    const before = port
    port = own
    const client = await open(text)
    port = before
    return client
  }
  const atWork = await dial('GET /work HTTP/1.1\r\nhost: x\r\n\r\n')
  await hasArrived
  const silent = await dial('')
  const idle = await dial('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(idle.socket, 'data')
  const halfBody = await dial(
    'POST /none HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
  )
  const first = await dial('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await silent.closed
  await once(first.socket, 'data')
  const second = await dial('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await idle.closed
  await once(second.socket, 'data')
  const third = await dial('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await halfBody.closed
  expect(atWork.socket.destroyed).toBe(false)
  const told = once(atWork.socket, 'data')
  finish()
  expect(String((await told)[0])).toContain('{"done":true}')
  for (const { socket } of [atWork, first, second, third]) socket.destroy()
  await slowApp.close()
})

it('a flood of half-open connections hurts no quick client', async () => {
  const flood = await Promise.all(Array.from({ length: 60 }, () => open('POST /echo HTTP/1.1\r\nho')))
  for (let call = 0; call < 5; call++) expect(await quick()).toEqual({ ok: true })
  for (const { socket } of flood) socket.destroy()
})
