import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  at,
  choose,
  createWebhook,
  deliveries,
  now,
  open,
  pass,
  report,
  server,
  setUpScene,
  work,
} from '../sending/feedback-scene.ts'

interface Case {
  readonly name: string
  /** The bytes that a receiver sends before it closes the connection. */
  readonly answer: string
}

const { refused } = JSON.parse(
  readFileSync(new URL('./answers-that-are-no-http.json', import.meta.url), 'utf8'),
) as { refused: Case[] }

setUpScene()

/** A receiver below HTTP: it answers each request with bytes. */
async function listenRaw(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  let calls = 0
  const raw = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    socket.once('data', () => {
      calls++
      answer(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(raw, 'listening')
  open.push({
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => raw.close(resolve))
    },
  })
  return {
    url: `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`,
    calls: () => calls,
    openSockets: () => sockets.size,
  }
}

const test = (url: string) => server.call('POST', at('/test'), { url })
const health = async (id: string) => (await server.call('GET', at(`/${id}`))).body.health

describe('an answer that is no HTTP', () => {
  it.each(refused)('is said by the test: $name', async ({ answer }) => {
    const { url } = await listenRaw(socket => socket.end(answer))
    const { status, body } = await test(url)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { ok: false, reason: expect.stringContaining('127.0.0.1') },
    })
  })

  it.each(refused)('is one failed attempt, with growing pauses: $name', async ({ answer }) => {
    const { url, calls } = await listenRaw(socket => socket.end(answer))
    const { id } = await createWebhook({ url })
    await choose('t-1')
    await report('t-1', 'email_bounced')
    await work(5)
    expect(calls()).toBe(1)
    const [delivery] = await deliveries(id)
    expect(delivery).toMatchObject({ state: 'waiting', attempts: 1 })
    const waits = Date.parse(delivery.due_at) - now.getTime()
    expect(waits).toBeGreaterThan(2_000)
    expect(await health(id)).toMatchObject({ status: 'failing', failures_in_a_row: 1, waiting: 1 })
    pass(5_001)
    await work(3)
    expect(calls()).toBe(2)
    expect(Date.parse((await deliveries(id))[0].due_at) - now.getTime()).toBeGreaterThan(waits)
  })
})

describe('an accepting answer', () => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const bodies: [string, (socket: Socket) => void][] = [
    [
      'a huge body',
      socket => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n${'x'.repeat(40_000_000)}`),
    ],
    ['a body that never stops', socket => void flood(socket)],
    ['a body that does not begin', socket => void socket.write(head)],
    ['a body that stands still', socket => void socket.write(`${head}2\r\nok\r\n`)],
    [
      'a body that trickles',
      socket => {
        socket.write(head)
        const timer = setInterval(() => socket.write('1\r\nx\r\n'), 50)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ]
  function flood(socket: Socket): void {
    const more = (): void => {
      while (socket.writable && socket.write(chunk));
    }
    socket.on('drain', more)
    socket.write(head)
    more()
  }

  it.each(bodies)('is one in spite of %s', async (_name, answer) => {
    const { url, openSockets } = await listenRaw(answer)
    expect((await test(url)).body).toMatchObject({ ok: true, reason: null, response: { status: 200 } })
    const { id } = await createWebhook({ url })
    await choose('t-1')
    await report('t-1', 'email_bounced')
    await work()
    expect(await deliveries(id)).toMatchObject([{ state: 'delivered', attempts: 1 }])
    expect(await health(id)).toMatchObject({ status: 'ok', failures_in_a_row: 0 })
    await expect.poll(openSockets).toBe(0)
  })

  it('does not make an error of a status that is none', async () => {
    const { url } = await listenRaw(
      socket => void socket.write('HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n'),
    )
    expect((await test(url)).body).toMatchObject({ ok: false, response: { status: 500, body: 'no' } })
  })
})
