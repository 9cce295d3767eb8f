import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EventType } from '../../events/event.ts'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, Settings } from '../platform.ts'
import { segment } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { shared_secret: 'a-shared-secret' }

const hmac = (secret: string, text: string | Uint8Array): string =>
  createHmac('sha1', secret).update(text).digest('hex')

function sign(request: InboundRequest): InboundRequest {
  const body: unknown = JSON.parse(Buffer.from(request.body).toString())
  const signature = hmac(settings.shared_secret, JSON.stringify(Array.isArray(body) ? body[0] : body))
  return { ...request, headers: { ...request.headers, 'x-signature': signature }, hasIngestKey: true }
}

testPlatform(segment, fixtures, { settings, request: sign })

interface SignatureVector {
  readonly name: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly valid: boolean
}

const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as SignatureVector[]
const means = { now: new Date(0), keySet: () => Promise.reject(new Error('no key set')) }
const verify = async (request: InboundRequest, known: Settings = settings) =>
  segment.verify(request, known, means)

describe('the proof of Segment', () => {
  const body = Buffer.from('{"type":"track","event":"Seat Viewed","userId":"m-3108"}')
  const genuine = sign({ body, headers: { 'x-api-key': 'the key' }, query: {}, hasIngestKey: true })

  it.each(vectors)('checks the signature: $name', async ({ secret, headers, body: text, valid }) => {
    const request = { body: Buffer.from(text), headers, query: {}, hasIngestKey: true }
    expect((await verify(request, { shared_secret: secret })).ok).toBe(valid)
  })

  it('covers every byte of a single call', async () => {
    const accepted = []
    for (const at of body.keys()) {
      const changed = Uint8Array.from(body)
      changed[at] = (changed[at] ?? 0) ^ 1
      if ((await verify({ ...genuine, body: changed })).ok) accepted.push(at)
    }
    expect(accepted).toEqual([])
  })

  it('needs the ingest key beside the signature, for single calls too', async () => {
    expect(await verify({ ...genuine, hasIngestKey: false })).toEqual({
      ok: false,
      reason: 'wrong-credential',
    })
    expect(
      await verify({
        ...genuine,
        headers: { ...genuine.headers, 'x-api-key': undefined },
        hasIngestKey: false,
      }),
    ).toEqual({ ok: false, reason: 'missing-credential' })
  })

  it('needs the signature beside the ingest key', async () => {
    expect(await verify({ ...genuine, headers: {} })).toEqual({ ok: false, reason: 'missing-credential' })
    expect(await verify(genuine, {})).toEqual({ ok: false, reason: 'not-configured' })
  })

  it('refuses invalid JSON, and JSON that is nested too deeply', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    for (const text of ['', 'not json', deep])
      expect(await verify({ ...genuine, body: Buffer.from(text) })).toEqual({
        ok: false,
        reason: 'bad-signature',
      })
  })
})

const read = (call: Readonly<Record<string, unknown>>) => {
  const body = { type: 'track', userId: 'm-3108', messageId: 'seg-1', ...call }
  const result = segment.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: new Date(0) })
  return result.ok ? result.value[0] : undefined
}

describe('a track call of Segment', () => {
  const meanings: Readonly<Record<string, readonly [EventType, string | null]>> = {
    'Email Drafted': ['ignored', 'email'],
    'Email Attempted': ['deferred', 'email'],
    'Email Converted': ['conversion', 'email'],
    'Email Suppressed': ['dropped', 'email'],
    'Email Failed': ['failed', 'email'],
    'Email Unsubscribed': ['unsubscribe', 'email'],
    'email marked AS spam': ['complaint', 'email'],
    EmailLinkClicked: ['click', 'email'],
    'Push Delivered': ['delivery', 'push'],
    'Push Notification Sent': ['send', 'push'],
    'Push Notification Received': ['delivery', 'push'],
    'Push Notification Bounced': ['bounce', 'push'],
    'iOS Foreground Push Opened': ['ignored', 'push'],
    'SMS Send': ['send', 'sms'],
    'SMS Sent to Carrier': ['ignored', 'sms'],
    'SMS Link Clicked': ['click', 'sms'],
    'SMS Delivery Failed': ['failed', 'sms'],
    'SMS Rejected': ['failed', 'sms'],
    'SMS Inbound Received': ['reply', 'sms'],
    'SMS Send Skip': ['dropped', 'sms'],
    'In App Opened': ['open', 'in_app'],
    'In-App Message Clicked': ['click', 'in_app'],
    'Web Push Delivered': ['delivery', 'web_push'],
    'Content Card Dismissed': ['dismiss', 'content_card'],
    'News Feed Card Clicked': ['click', 'news_feed'],
    'Webhook Sent': ['ignored', 'webhook'],
    Subscribed: ['subscribe', null],
    'Canvas Entered': ['ignored', null],
    'Subscription Group State Changed': ['preference_change', null],
  }

  it.each(Object.entries(meanings))('"%s" is about a message', (event, [type, channel]) => {
    expect(read({ event })).toMatchObject({
      event: { type, channel, name: null, nativeEvent: `track:${event}` },
    })
  })

  it.each([
    ...['Opened', 'Clicked', 'Reply', 'Failed', 'Seat Viewed', 'Email Verified', 'Email Received'],
    ...['Application Uninstalled', 'News Feed Viewed', 'constructor', '__proto__'],
  ])('"%s" is a custom event', event => {
    expect(read({ event })).toMatchObject({ event: { type: 'custom', channel: null, name: event } })
  })

  it('gives the change of a subscription group by its status', () => {
    const event = 'Subscription Group State Changed'
    for (const [subscription_status, type] of [
      ['Subscribed', 'subscribe'],
      ['Unsubscribed', 'unsubscribe'],
    ])
      expect(read({ event, properties: { subscription_status } })).toMatchObject({ event: { type } })
  })

  it('leaves a channel open whose name it does not know', () => {
    const event = 'Subscription Group State Changed'
    for (const [channel, meant] of [
      ['SMS', 'sms'],
      ['constructor', null],
      ['pigeon', null],
    ])
      expect(read({ event, properties: { channel } })).toMatchObject({ event: { channel: meant } })
  })

  it('marks machine events if the source platform marks them', () => {
    const open = (properties: object) => read({ event: 'Email Opened', properties })
    expect(open({ machine_open: 'Apple' })).toMatchObject({ event: { machine: true } })
    expect(open({ machine_open: null })).toMatchObject({ event: { machine: null } })
    expect(open({ prefetched: false })).toMatchObject({ event: { machine: false } })
    expect(open({ proxySource: 'Apple' })).toMatchObject({ event: { machine: true } })
    const click = { event: 'Email Link Clicked', properties: { is_suspected_bot_click: true } }
    expect(read(click)).toMatchObject({ event: { machine: true } })
  })

  it('reads an amount, and leaves out one with an invalid currency', () => {
    const order = (properties: object) => read({ event: 'Order Completed', properties })
    expect(order({ revenue: '12.30', total: 15, currency: 'usd' })).toMatchObject({
      event: { value: 12.3, currency: 'USD' },
    })
    expect(order({ revenue: null, total: '15' })).toMatchObject({ event: { value: 15, currency: null } })
    expect(order({ revenue: 12, currency: 'points' })).toMatchObject({
      event: { value: null, currency: null },
    })
    expect(read({ event: 'Seat Viewed', properties: { total: 15, value: 3 } })).toMatchObject({
      event: { value: null },
    })
  })

  it('recognises an order under another message id, and not by the order id of another event', () => {
    const onceKey = (call: object) => {
      const item = read({ event: 'Order Completed', ...call })
      return item?.outcome === 'event' ? item.event.onceKey : undefined
    }
    const known = onceKey({ properties: { order_id: 'R-1' } })
    expect(known).toMatch(/^order:[0-9a-f]{64}$/)
    expect(onceKey({ messageId: 'seg-2', properties: { orderId: 'R-1', revenue: 4 } })).toBe(known)
    expect(onceKey({ properties: { order_id: 'R-2' } })).not.toBe(known)
    expect(onceKey({ properties: {} })).toBeNull()
    expect(onceKey({ event: 'Product Purchased', properties: { order_id: 'R-1' } })).toBeNull()
  })

  it('does not take the address of somebody else for the person’s', () => {
    const friend = { email: 'a-friend@example.net' }
    expect(read({ event: 'Invite Sent', properties: friend })).toMatchObject({ event: { email: null } })
    expect(read({ type: 'group', traits: friend })).toMatchObject({ event: { email: null } })
    expect(read({ event: 'Email Sent', properties: friend })).toMatchObject({ event: friend })
    expect(read({ type: 'identify', traits: friend })).toMatchObject({ event: friend })
  })

  it('may be written in snake case, as the vendor’s own pages do', () => {
    const call = { type: undefined, userId: undefined, messageId: undefined }
    const snake = { action: 'track', user_id: 'm-3109', message_id: 'seg-3', event: 'Email Opened' }
    expect(read({ ...call, ...snake })).toMatchObject({
      event: { type: 'open', userId: 'm-3109', dedupeKey: 'seg-3' },
    })
  })

  it('is sampled with the ids that were asked for', () => {
    const subject = {
      ...{ id: 'sample-1', at: new Date('2026-04-07T10:00:00Z'), userId: 'u', email: 'u@example.net' },
      ...{
        messageId: 'm-7',
        trackingId: 't&7',
        integration: { campaign_id: '31, 32', control_action_id: '9' },
      },
    }
    expect(read(segment.sample('click', subject) as Record<string, unknown>)).toMatchObject({
      event: {
        ...{ type: 'click', userId: 'u', email: 'u@example.net', messageId: 'm-7', trackingId: 't&7' },
        ...{ dedupeKey: 'sample-1', refs: { campaign_id: '31' } },
      },
    })
  })

  it('has no key without message id and time, or the next one would be taken for it', () => {
    expect(read({ messageId: undefined, event: 'Seat Viewed' })).toMatchObject({ event: { dedupeKey: null } })
  })
})
