import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, Settings } from '../platform.ts'
import { customerio } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { signing_key: 'a-signing-key' }

function sign(request: InboundRequest): InboundRequest {
  const mac = createHmac('sha256', settings.signing_key)
  mac.update(`v0:${request.headers['x-cio-timestamp']}:`).update(request.body)
  return { ...request, headers: { ...request.headers, 'x-cio-signature': mac.digest('hex') } }
}

testPlatform(customerio, fixtures, { settings, request: sign })

interface SignatureVector {
  readonly name: string
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly valid: boolean
}

const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as SignatureVector[]

describe('the signature of Customer.io', () => {
  const genuine = sign({
    body: Buffer.from('{}'),
    headers: { 'x-cio-timestamp': '1577836800' },
    query: {},
    hasIngestKey: false,
  })
  const means = { now: new Date(0), keySet: () => Promise.reject(new Error('no key set')) }
  const verify = async (request: InboundRequest, known: Settings = settings) =>
    customerio.verify(request, known, means)
  const verifyWith = (headers: InboundRequest['headers']) =>
    verify({ ...genuine, headers: { ...genuine.headers, ...headers } })

  it.each(vectors)('is checked as published: $name', async ({ secret, headers, body, valid }) => {
    const request = { body: Buffer.from(body), headers, query: {}, hasIngestKey: false }
    expect((await verify(request, { signing_key: secret })).ok).toBe(valid)
  })

  it('may have its version in front, and be of any age where none is set', async () => {
    const signature = `v0=${genuine.headers['x-cio-signature']}`
    expect(await verifyWith({ 'x-cio-signature': signature })).toEqual({ ok: true, value: undefined })
  })

  it.each([
    ['1577836800', 15, 'taken'],
    ['1577836800000', 15, 'taken'],
    ['1577836800', 15.001, 'old-signature'],
    ['1577836800', -15.001, 'old-signature'],
    ['2020-01-01T00:00:00Z', 0, 'old-signature'],
  ])('has a time, %s, which after %d days is %s', async (timestamp, days, outcome) => {
    const signed = sign({ ...genuine, headers: { 'x-cio-timestamp': timestamp } })
    const day = 86_400_000
    const now = new Date(1_577_836_800_000 + days * day)
    const verified = await customerio.verify(signed, settings, { ...means, now, signatureMaxAgeMs: 15 * day })
    expect(verified.ok ? 'taken' : verified.reason).toBe(outcome)
  })

  it('covers the timestamp', async () => {
    const refused = { ok: false, reason: 'bad-signature' }
    expect(await verifyWith({ 'x-cio-timestamp': '1577836801' })).toEqual(refused)
  })

  it('is refused with the reason when a header is missing', async () => {
    const missing = { ok: false, reason: 'missing-credential' }
    expect(await verifyWith({ 'x-cio-signature': undefined })).toEqual(missing)
    expect(await verifyWith({ 'x-cio-timestamp': undefined })).toEqual(missing)
  })

  it('is not replaced by an ingest key', async () => {
    const request = { ...genuine, headers: {}, hasIngestKey: true }
    expect((await verify(request)).ok).toBe(false)
    expect(await verify(request, {})).toEqual({ ok: false, reason: 'not-configured' })
  })
})

describe('a report of Customer.io', () => {
  const read = (report: Readonly<Record<string, unknown>>) => {
    const body = { event_id: '01', timestamp: 1772442000, data: { delivery_id: 'd-1' }, ...report }
    const result = customerio.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: new Date(0) })
    return result.ok ? result.value[0] : undefined
  }

  it.each(['email', 'push', 'in_app', 'sms', 'whatsapp', 'slack'])(
    'is understood for every metric of %s',
    object_type => {
      const types = Object.entries({
        drafted: 'ignored',
        attempted: 'deferred',
        sent: 'send',
        delivered: 'delivery',
        opened: 'open',
        clicked: 'click',
        converted: 'conversion',
        unsubscribed: 'unsubscribe',
        bounced: 'bounce',
        dropped: 'dropped',
        undeliverable: 'dropped',
        spammed: 'complaint',
        failed: 'failed',
        replied: 'reply',
        cio_subscription_preferences_changed: 'preference_change',
        customer_subscription_preferences_changed: 'preference_change',
      })
      for (const [metric, type] of types) {
        const event = {
          type,
          channel: object_type,
          nativeEvent: `${object_type}.${metric}`,
          messageId: 'd-1',
        }
        expect(read({ object_type, metric })).toMatchObject({ outcome: 'event', event })
      }
    },
  )

  it('about a webhook step is kept and never counted, whatever its metric', () => {
    for (const metric of ['sent', 'clicked', 'converted', 'something_new']) {
      expect(read({ object_type: 'webhook', metric })).toMatchObject({
        event: { type: 'ignored', messageId: 'd-1' },
      })
    }
  })

  it('is neither by a machine nor by a person without a mark', () => {
    expect(read({ object_type: 'email', metric: 'opened' })).toMatchObject({ event: { machine: null } })
    expect(read({ object_type: 'email', metric: 'clicked' })).toMatchObject({ event: { machine: null } })
  })

  it('takes the recipient for an address in emails only', () => {
    const data = { delivery_id: 'd-1', recipient: 'Kim@Example.org' }
    expect(read({ object_type: 'email', metric: 'sent', data })).toMatchObject({
      event: { email: 'kim@example.org' },
    })
    expect(read({ object_type: 'in_app', metric: 'sent', data })).toMatchObject({ event: { email: null } })
  })

  it('names what it belongs to, be it a campaign, a broadcast, a newsletter or a transactional message', () => {
    const readFamily = (ids: object) => read({ object_type: 'email', metric: 'opened', data: ids })
    for (const [ids, campaignId, templateRef] of [
      [{ campaign_id: 7, action_id: 8 }, '7', '8'],
      [{ broadcast_id: 7, action_id: 8 }, '7', '8'],
      [{ newsletter_id: 7, content_id: 8 }, '7', '8'],
      [{ newsletter_id: 7, content_id: null }, '7', null],
      [{ transactional_message_id: 8 }, null, '8'],
    ] as const) {
      expect(readFamily(ids)).toMatchObject({ event: { campaignId, templateRef } })
    }
  })

  it('of the first kind names its event in one word', () => {
    for (const [event_type, type] of [
      ['email_opened', 'open'],
      ['customer_unsubscribed', 'unsubscribe'],
      ['in_app_clicked', 'click'],
    ]) {
      expect(read({ event_type })).toMatchObject({ event: { type } })
    }
    expect(read({ event_type: 'letter_opened' })).toMatchObject({ reason: 'unknown-object-type' })
  })

  it('may have the mail headers as JSON text', () => {
    const headers = '{"X-Parley-Tracking-Id":["t-1"]}'
    expect(read({ object_type: 'email', metric: 'sent', data: { headers } })).toMatchObject({
      event: { trackingId: 't-1' },
    })
  })

  it('is unreadable when it is no object', () => {
    expect(customerio.read(Buffer.from('[]'), { query: {}, receivedAt: new Date(0) })).toMatchObject({
      ok: false,
      reason: { reason: 'wrong-shape' },
    })
  })
})
