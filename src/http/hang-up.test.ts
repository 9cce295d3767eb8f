import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { hangUpWhenClosing } from './hang-up.ts'

it('closes at once, whoever has a connection open, and gives the answers that are under way', async () => {
  const app = Fastify({ forceCloseConnections: 'idle' })
  hangUpWhenClosing(app)
  let answer = () => {}
  app.get('/', () => new Promise(resolve => (answer = () => resolve({ answered: true }))))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const [unused, used] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
  await Promise.all([once(unused, 'connect'), once(used, 'connect')])
  const arrived = once(app.server, 'request')
  used.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await arrived

  const hungUp = once(unused, 'close')
  const closed = app.close()
  await hungUp
  const said = once(used, 'data')
  answer()
  expect(String((await said)[0])).toContain('{"answered":true}')
  await closed
}, 5_000)
