import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpServer } from './server.ts'

let app: FastifyInstance
beforeAll(async () => {
  app = await createHttpServer({
    log: pino({ level: 'silent' }),
    trustProxy: [],
    sharedSchemas: [],
    // Long enough for the quick requests of a busy machine.
    requestTimeoutMs: 2_000,
  })
  const body = Type.Object({ names: Type.Array(Type.String()) }, { additionalProperties: false })
  app.post('/names', { schema: { body } }, async () => ({ ok: true }))
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => app.close())

const post = (payload: object) => app.inject({ method: 'POST', url: '/names', payload })

describe('a wrong body', () => {
  it('is answered with some of its mistakes and a count of the others', async () => {
    const reply = await post({ names: Array.from({ length: 100_000 }, () => 1) })
    expect(reply.statusCode).toBe(400)
    expect(reply.body.length).toBeLessThan(10_000)
    const { errors, detail } = reply.json()
    expect(errors).toHaveLength(30)
    expect(errors[29]).toEqual({ field: '/names/29', message: 'must be string' })
    expect(detail).toContain('And 99970 more')
  })

  it('gets all its mistakes listed if they are few', async () => {
    const { errors, detail } = (await post({ names: [1, 2] })).json()
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(['/names/0', '/names/1'])
    expect(detail).not.toContain('more')
  })

  it('gets no long names back', async () => {
    const reply = await post({ names: [], ['x'.repeat(500_000)]: 1 })
    expect([reply.statusCode, reply.body.length < 2_000]).toEqual([400, true])
  })
})

describe('a slow body', () => {
  it('gets an answer and is disconnected, while others are answered', async () => {
    const { port } = app.server.address() as AddressInfo
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      'POST /names HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    )
    const dripping = setInterval(() => socket.write(' '), 50)
    socket.on('error', () => {})
    let answer = ''
    socket.on('data', data => {
      answer += data
    })
    const other = await fetch(`http://127.0.0.1:${port}/names`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"names":[]}',
    })
    expect(await other.json()).toEqual({ ok: true })
    await once(socket, 'close')
    clearInterval(dripping)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('"code":"too-slow"')
  })
})

it('a request that is not HTTP gets a problem', async () => {
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.write('hello\r\n\r\n')
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"invalid-request"/)
})

it('every answer tells browsers not to guess its type', async () => {
  const replies = [
    await post({ names: [] }),
    await post({}),
    await app.inject('/nowhere'),
    await app.inject('/%zz'),
    await app.inject('/openapi.json'),
    await app.inject('/docs/'),
  ]
  expect(replies.map(({ headers }) => headers['x-content-type-options'])).toEqual(
    replies.map(() => 'nosniff'),
  )
})
