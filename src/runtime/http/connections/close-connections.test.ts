import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import Fastify from 'fastify'
import pino from 'pino'
import { expect, it } from 'vitest'
import { createHttpServer } from '../server.ts'
import { hangUpWhenClosing } from './close-connections.ts'

it('closes at once despite open connections, and still sends pending answers', async () => {
  const app = Fastify({ forceCloseConnections: 'idle' })
  hangUpWhenClosing(app)
  let answer = () => {}
  app.get('/', () => new Promise(resolve => (answer = () => resolve({ answered: true }))))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const [unused, halfAsked, used] = [1, 2, 3].map(() => connect(port, '127.0.0.1')) as [
    Socket,
    Socket,
    Socket,
  ]
  await Promise.all([unused, halfAsked, used].map(socket => once(socket, 'connect')))
  halfAsked.write('GET / HTTP/1.1\r\nHost: loc')
  const arrived = once(app.server, 'request')
  used.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await arrived

  const hungUp = Promise.all([once(unused, 'close'), once(halfAsked, 'close')])
  const closed = app.close()
  await hungUp
  const said = once(used, 'data')
  answer()
  expect(String((await said)[0])).toContain('{"answered":true}')
  await closed
}, 5_000)

it('still answers a request that arrives on a busy connection while it closes', async () => {
  const app = await createHttpServer({ log: pino({ level: 'silent' }), trustProxy: [], sharedSchemas: [] })
  let answer = () => {}
  app.get('/slow', () => new Promise(resolve => (answer = () => resolve({ answered: 'slowly' }))))
  app.get('/quick', async () => ({ answered: 'quickly' }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  let said = ''
  socket.on('data', data => (said += data))
  const send = async (path: string) => {
    const arrived = once(app.server, 'request')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    await arrived
  }
  await send('/slow')
  const closed = app.close()
  await send('/quick')
  answer()
  await Promise.all([once(socket, 'close'), closed])
  expect(said).toContain('{"answered":"slowly"}')
  expect(said).toContain('{"answered":"quickly"}')
}, 5_000)
