import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { createOrg } from '../factories.ts'
import { useServer } from '../scene.ts'

const server = useServer({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })

it.each([
  ['a header with a control character', 'HTTP/1.1 200 OK\r\nX-Bad: \u0001\r\nContent-Length: 2\r\n\r\nok'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n'],
  ['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
  ['no HTTP', 'hello\r\n\r\n'],
])('a receiver that answers with %s has failed, with a reason', async (_, answer) => {
  const receiver = createServer(socket => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  const org = `acme-${port}`
  await createOrg(server, org)
  const at = `/api/v1/orgs/${org}/feedback-webhooks`
  const webhook = await server.call('POST', at, { name: `r${port}`, url: `http://127.0.0.1:${port}/` })
  expect(webhook.status).toBe(201)
  const { status, body } = await server.call('POST', `${at}/${webhook.body.id}/test`, {})
  receiver.close()
  expect(status).toBe(200)
  expect(body).toMatchObject({ ok: false })
  expect(JSON.stringify(body)).toMatch(/HTTP/)
})
