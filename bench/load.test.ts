import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createSocketServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { connect } from './connection.ts'
import { runClosedLoop, runOpenLoop } from './load.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

async function connectTo(listener: RequestListener, connections: number) {
  const server: Server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const connected = await Promise.all(Array.from({ length: connections }, () => connect(port)))
  open.push(...connected, server)
  return connected
}

function callsThatCount() {
  let sent = 0
  return {
    sent: () => sent,
    next: () => `GET /${sent++} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    fault: ({ status }: { status: number }) => (status === 200 ? undefined : `status ${status}`),
  }
}

it('sends at the rate that was asked for', async () => {
  const connections = await connectTo((_request, response) => void response.end('ok'), 4)
  const calls = callsThatCount()
  const run = await runOpenLoop(connections, calls, 200, 0.5)
  expect(run.answered).toBe(100)
  expect(calls.sent()).toBe(100)
  expect(run.perSecond).toBeLessThan(210)
  expect(run.faults).toEqual({})
})

it('counts the waiting of calls that were due while the server stood still', async () => {
  const stallMs = 300
  const stalled = wait(stallMs)
  const connections = await connectTo(async (_request, response) => {
    await stalled
    response.end('ok')
  }, 2)
  // Of 100 calls in half a second, 60 are due within the stall; two connections carry two of them.
  const run = await runOpenLoop(connections, callsThatCount(), 200, 0.5)
  expect(run.answered).toBe(100)
  expect(run.max).toBeGreaterThan(stallMs * 0.7)
  expect(run.p50).toBeGreaterThan(10)
})

it('keeps every connection busy in a closed loop, and stops', async () => {
  const connections = await connectTo((_request, response) => setTimeout(() => response.end('ok'), 20), 5)
  const run = await runClosedLoop(connections, callsThatCount(), 0.4)
  // More than once on each, even where the machine is busy.
  expect(run.answered).toBeGreaterThan(5)
  expect(run.answered).toBeLessThanOrEqual(5 * 21)
  expect(run.p50).toBeGreaterThanOrEqual(19)
})

it('counts wrong answers and broken connections, and not as answered', async () => {
  const connections = await connectTo((request, response) => {
    if (request.url === '/1') request.socket.destroy()
    else response.writeHead(request.url === '/0' || request.url === '/9' ? 500 : 200).end('ok')
  }, 2)
  const run = await runOpenLoop(connections, callsThatCount(), 100, 0.1)
  expect(run.answered).toBe(7)
  expect(run.faults['status 500']).toBe(2)
  expect(Object.values(run.faults).reduce((sum, count) => sum + count)).toBe(3)
})

it('puts an answer together that comes in pieces', async () => {
  const pieces = ['HTTP/1.1 200 OK\r\nConte', 'nt-Length: 11\r\n\r', '\nhello', ' world']
  const server = createSocketServer(socket => {
    socket.on('data', async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await wait(5)
      }
    })
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const connection = await connect((server.address() as AddressInfo).port)
  open.push(connection, server)
  const call = 'GET / HTTP/1.1\r\n\r\n'
  expect(await connection.send(call)).toEqual({ status: 200, body: 'hello world' })
  expect(await connection.send(call)).toEqual({ status: 200, body: 'hello world' })
})
