import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY, startTestApp, type TestApp } from '../../../test/app.ts'
import { createOrg, processInbox } from '../../../test/factories.ts'

let server: TestApp
let url = ''
let number = 0
let org = ''

beforeAll(async () => {
  server = await startTestApp()
  url = await server.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => server.close())

beforeEach(async () => {
  org = `acme-${++number}`
  await createOrg(server, org)
})

interface Message {
  readonly event: string
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: an untyped view is the point here
  readonly data: any
}

interface Listener {
  next(): Promise<Message | undefined>
  close(): void
}

async function listen(headers: Record<string, string> = {}): Promise<Listener> {
  const abort = new AbortController()
  const reply = await fetch(`${url}/api/v1/orgs/${org}/requests/live`, {
    headers: { 'x-api-key': ADMIN_KEY, ...headers },
    signal: abort.signal,
  })
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  const reader = (reply.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  return {
    async next() {
      for (;;) {
        const end = buffer.indexOf('\n\n')
        if (end === -1) {
          const { value, done } = await reader.read()
          if (done) return undefined
          buffer += value
          continue
        }
        const message = readMessage(buffer.slice(0, end))
        buffer = buffer.slice(end + 2)
        if (message) return message
      }
    },
    close: () => abort.abort(),
  }
}

function readMessage(text: string): Message | undefined {
  const fields = new Map(text.split('\n').map(line => line.split(/: (.*)/s, 2) as [string, string]))
  const [event, data] = [fields.get('event'), fields.get('data')]
  return event && data ? { event, id: fields.get('id'), data: JSON.parse(data) } : undefined
}

async function send(name: string): Promise<string> {
  const payload = { event: name, user_id: 'u1', event_id: name }
  const reply = await server.call('POST', `/api/webhook/events/${org}`, payload)
  expect(reply.status).toBe(200)
  return reply.body.request_id
}

describe('followRequests', () => {
  it('reports a call when it arrives and when it has been processed, for this organisation only', async () => {
    const listener = await listen()
    const mine = org
    org = `other-${number}`
    await createOrg(server, org)
    await send('elsewhere')
    org = mine
    const id = await send('purchase')
    expect(await listener.next()).toMatchObject({
      ...{ event: 'request', id },
      data: { id, platform: 'events', processed_at: null, items: [] },
    })
    await processInbox(server)
    expect(await listener.next()).toMatchObject({
      ...{ event: 'request', id },
      data: { id, outcome: 'unmatched', items: [{ native_event: 'purchase', type: 'conversion' }] },
    })
    listener.close()
  })

  it('goes on where a listener left off', async () => {
    const listener = await listen()
    const first = await send('first')
    expect(await listener.next()).toMatchObject({ id: first })
    listener.close()
    const second = await send('second')
    const again = await listen({ 'last-event-id': first })
    expect(await again.next()).toMatchObject({ id: second, data: { id: second } })
    again.close()
  })

  it('lets in so many listeners an organisation, and the next when one has left', async () => {
    const listeners = await Promise.all(Array.from({ length: 10 }, () => listen()))
    const status = async () => {
      const reply = await fetch(`${url}/api/v1/orgs/${org}/requests/live`, {
        headers: { 'x-api-key': ADMIN_KEY },
      })
      await reply.body?.cancel()
      return reply.status
    }
    expect(await status()).toBe(429)
    listeners[0]?.close()
    await expect.poll(status).toBe(200)
    for (const listener of listeners) listener.close()
  })

  it('asks for the key, and for an id of its own', async () => {
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/api/v1/orgs/${org}/requests/live`, { headers })).status
    expect(await status({})).toBe(401)
    expect(await status({ 'x-api-key': ADMIN_KEY, 'last-event-id': 'nonsense' })).toBe(400)
    const { body } = await server.call('POST', `/api/v1/orgs/${org}/keys`, { name: 'k', scopes: ['ingest'] })
    expect(await status({ 'x-api-key': body.key })).toBe(403)
  })

  it('ends when the server does', async () => {
    const other = await startTestApp()
    const address = await other.app.listen({ host: '127.0.0.1', port: 0 })
    await createOrg(other, 'acme')
    const reply = await fetch(`${address}/api/v1/orgs/acme/requests/live`, {
      headers: { 'x-api-key': ADMIN_KEY },
    })
    const text = reply.text()
    await other.close()
    expect(await text).toMatch(/^retry: \d+\n\n/)
  })
})
