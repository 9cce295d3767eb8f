import { createHmac } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import { ADMIN_KEY } from '../app.ts'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'

const scene = useScene()
const { server } = scene
beforeEach(async () => {
  await createTemplate(server, scene.org, 'welcome', { split: { control_share: 0 } })
})

type Headers = Record<string, string>

/** Sends a call and has it read. */
async function tell(
  payload: string | Buffer,
  headers: Headers = {},
  { platform = 'events', method = 'POST' as 'POST' | 'PUT' | 'PATCH' } = {},
) {
  const reply = await server.app.inject({
    method,
    url: `/api/webhook/${platform}/${scene.org}`,
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json', ...headers },
    payload,
  })
  expect([reply.statusCode, reply.json().code]).toEqual([200, undefined])
  await processInbox(server)
  const { body } = await server.call('GET', `/api/v1/orgs/${scene.org}/requests/${reply.json().request_id}`)
  return body
}

const connect = async (platform: string, settings: object) =>
  expect(
    (await server.call('PUT', `/api/v1/orgs/${scene.org}/platforms/${platform}`, { settings })).status,
  ).toBe(200)

const EVENT = { event: 'email_open', user_id: 'a', event_id: 'n1' }
const TEXT = JSON.stringify(EVENT)
const OPEN = { type: 'open', user_id: 'a' }
const TWO = `${TEXT}\n${JSON.stringify({ event: 'email_click', user_id: 'a', event_id: 'n2' })}\n`

describe('a report is read', () => {
  it.each<[string, string | Buffer, Headers]>([
    ['compressed', gzipSync(TEXT), { 'content-encoding': 'gzip' }],
    ['compressed by br', brotliCompressSync(TEXT), { 'content-encoding': 'br' }],
    ['compressed without saying so', gzipSync(TEXT), {}],
    ['as JSON within a text', JSON.stringify(TEXT), {}],
    [
      'as a form',
      'event=email_open&user_id=a&event_id=n1',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['as a form that calls itself JSON', 'event=email_open&user_id=a&event_id=n1', {}],
    ['as JSON that calls itself a form', TEXT, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['in UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), {}],
    ['in an envelope', `{"data":[${TEXT}]}`, {}],
    ['in a list of envelopes', `[{"events":[${TEXT}]}]`, {}],
  ])('%s', async (_, payload, headers) => {
    expect((await tell(payload, headers)).events).toMatchObject([OPEN])
  })

  it.each(['application/x-ndjson', 'application/json', 'text/plain'])('one a line, as %s', async type => {
    const { events } = await tell(TWO, { 'content-type': type })
    expect(events.map((event: { type: string }) => event.type).sort()).toEqual(['click', 'open'])
  })

  it('from a form with an amount', async () => {
    const form = 'event=purchase&user_id=u1&value=19.90&currency=EUR&event_id=f1'
    const { events } = await tell(form, { 'content-type': 'application/x-www-form-urlencoded' })
    expect(events).toMatchObject([{ type: 'conversion', name: 'purchase', value: 19.9, currency: 'EUR' }])
  })

  it('and a line that cannot be read costs its neighbours nothing', async () => {
    const { events, items } = await tell(`${TEXT}\n{"event":\n`)
    expect(events).toMatchObject([OPEN])
    expect(items).toMatchObject([{}, { outcome: 'rejected', reason: 'not-an-object' }])
  })

  it('in one piece where data is a field of the report itself', async () => {
    const { events } = await tell(JSON.stringify({ ...EVENT, data: [{ sku: 'x' }] }))
    expect(events).toMatchObject([OPEN])
  })

  it.each(['PUT', 'PATCH'] as const)('by %s', async method => {
    expect((await tell(TEXT, {}, { method })).events).toMatchObject([OPEN])
  })
})

describe('a call that cannot be read', () => {
  it.each<[string, string | Buffer, Headers, string]>([
    [
      'in an unknown coding',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
      { 'content-encoding': 'zstd' },
      'compressed',
    ],
    ['cut off', gzipSync(TEXT).subarray(0, 20), { 'content-encoding': 'gzip' }, 'cut off'],
    ['as XML', '<event/>', {}, 'XML'],
  ])('is kept with its cause: %s', async (_, payload, headers, cause) => {
    const { outcome, reason } = await tell(payload, headers)
    expect([outcome, reason]).toEqual(['unreadable', expect.stringContaining(cause)])
  })

  it('is refused if it is too large once it is decompressed', async () => {
    const reply = await server.app.inject({
      method: 'POST',
      url: `/api/webhook/events/${scene.org}`,
      headers: { 'x-api-key': ADMIN_KEY, 'content-encoding': 'gzip' },
      payload: gzipSync(Buffer.alloc(100_000_000)),
    })
    expect([reply.statusCode, reply.json().code]).toEqual([413, 'too-large'])
  })
})

describe('a signature', () => {
  const KEY = 'a-signing-key'
  const report = JSON.stringify({
    event_id: 'E1',
    object_type: 'email',
    metric: 'opened',
    timestamp: 1_796_000_000,
    data: { identifiers: { id: 'a' }, delivery_id: 'd1' },
  })
  const sign = (bytes: string | Buffer) =>
    createHmac('sha256', KEY).update('v0:1:').update(bytes).digest('hex')

  it.each([
    ['the content', (content: string, _: Buffer) => sign(content)],
    ['the compressed bytes', (_: string, wire: Buffer) => sign(wire)],
  ])('may cover %s of a compressed call', async (_, signed) => {
    await connect('cio', { signing_key: KEY })
    const wire = gzipSync(report)
    const headers = {
      'content-encoding': 'gzip',
      'x-cio-timestamp': '1',
      'x-cio-signature': signed(report, wire),
    }
    expect((await tell(wire, headers, { platform: 'cio' })).events).toMatchObject([OPEN])
  })

  it('of the Extensible Webhook covers the bare first event of a batch', async () => {
    await connect('segment', { shared_secret: KEY })
    const call = (messageId: string) => ({ type: 'track', event: 'Email Opened', userId: 'a', messageId })
    const batch = JSON.stringify([{ json: call('m1') }, { json: call('m2') }])
    const signature = createHmac('sha1', KEY)
      .update(JSON.stringify(call('m1')))
      .digest('hex')
    const { events } = await tell(batch, { 'x-signature': signature }, { platform: 'segment', method: 'PUT' })
    expect(events).toMatchObject([OPEN, OPEN])
  })
})
