import { beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, startTestApp } from '../../../test/app.ts'
import { connectSegment, createOrg, processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server } = scene
let url = ''

beforeAll(async () => {
  url = await server.app.listen({ host: '127.0.0.1', port: 0 })
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

/** @param hears whether the listener wants a message of this name */
async function listen(
  headers: Record<string, string> = {},
  query = '',
  hears = (event: string) => event !== 'counts',
): Promise<Listener> {
  const abort = new AbortController()
  const reply = await fetch(`${url}/api/v1/orgs/${scene.org}/requests/live${query}`, {
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
        if (message && hears(message.event)) return message
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

async function send(name: string, org = scene.org): Promise<string> {
  const payload = { event: name, user_id: 'u1', event_id: name }
  const reply = await server.call('POST', `/api/webhook/events/${org}`, payload)
  expect(reply.status).toBe(200)
  return reply.body.request_id
}

describe('followRequests', () => {
  it('reports a call when it arrives and when it has been processed, for this organisation only', async () => {
    const listener = await listen()
    await createOrg(server, `other-${scene.org}`)
    await send('elsewhere', `other-${scene.org}`)
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

  it('lets in three listeners of one key, and the next when one has left', async () => {
    const { body } = await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, {
      name: 'tail',
      scopes: ['manage'],
    })
    const own = { 'x-api-key': String(body.key) }
    const listeners = await Promise.all(Array.from({ length: 3 }, () => listen(own)))
    const status = async (headers: Record<string, string>) => {
      const reply = await fetch(`${url}/api/v1/orgs/${scene.org}/requests/live`, { headers })
      await reply.body?.cancel()
      return reply.status
    }
    expect(await status(own)).toBe(429)
    expect(await status({ 'x-api-key': ADMIN_KEY })).toBe(200)
    listeners[0]?.close()
    await expect.poll(() => status(own)).toBe(200)
    for (const listener of listeners) listener.close()
  })

  it('reports the calls that match the filters of the list', async () => {
    const listener = await listen({}, '?event=Tour&outcome=unmatched')
    const texts = await listen({}, '?q=needle-7')
    await send('purchase')
    const tour = await send('Tour')
    const needle = await send('needle-7')
    expect(await texts.next()).toMatchObject({ id: needle, data: { processed_at: null } })
    await processInbox(server)
    expect(await texts.next()).toMatchObject({ id: needle, data: { outcome: 'unmatched' } })
    expect(await listener.next()).toMatchObject({ data: { id: tour, outcome: 'unmatched' } })
    listener.close()
    texts.close()
  })

  it('reports refused calls, and counts that equal the summary', async () => {
    const counts = await listen({}, '', event => event === 'counts')
    expect(await counts.next()).toMatchObject({ data: { total: 0, by_outcome: {} } })
    const refused = await listen({}, '?outcome=refused')
    await send('purchase')
    await connectSegment(server, scene.org)
    const reply = await server.call('POST', `/api/webhook/segment/${scene.org}`, { type: 'track' })
    expect(reply.status).toBe(401)
    await server.services.refusals.flush()
    expect(await refused.next()).toMatchObject({ data: { platform: 'segment', outcome: 'refused' } })
    await processInbox(server)
    let told: Message | undefined
    do told = await counts.next()
    while (told?.data.total < 2 || told?.data.waiting > 0)
    const summary = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/summary`)
    expect(told?.data).toEqual(summary.body)
    refused.close()
    counts.close()
  })

  it('asks for the key, and for an id of its own', async () => {
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${url}/api/v1/orgs/${scene.org}/requests/live`, { headers })).status
    expect(await status({})).toBe(401)
    expect(await status({ 'x-api-key': ADMIN_KEY, 'last-event-id': 'nonsense' })).toBe(400)
    const { body } = await server.call('POST', `/api/v1/orgs/${scene.org}/keys`, {
      name: 'k',
      scopes: ['ingest'],
    })
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
