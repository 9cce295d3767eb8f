import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, Settings } from '../platform.ts'
import { sfmc } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { signature_key: 'a-signature-key' }
const means = { now: new Date(0), keySet: () => Promise.reject(new Error('not needed')) }

function sign(request: InboundRequest): InboundRequest {
  const signature = createHmac('sha256', settings.signature_key).update(request.body).digest('base64')
  return { ...request, headers: { ...request.headers, 'x-sfmc-ens-signature': signature } }
}

testPlatform(sfmc, fixtures, { settings, request: sign })

interface SignatureVector {
  readonly name: string
  readonly secret: string
  readonly encoding?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly valid: boolean
}

const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as SignatureVector[]

describe('the signature of the Event Notification Service', () => {
  const genuine = sign({ body: Buffer.from('[]'), headers: {}, query: {}, hasIngestKey: false })
  const verify = (request: InboundRequest, known: Settings) => sfmc.verify(request, known, means)

  it.each(vectors)('is checked on the exact bytes: $name', async vector => {
    const { secret, encoding, headers, body, valid } = vector
    const request = { body: Buffer.from(body), headers, query: {}, hasIngestKey: false }
    const known = { signature_key: secret, ...(encoding && { signature_key_encoding: encoding }) }
    expect((await verify(request, known)).ok).toBe(valid)
  })

  it('says why it refuses', async () => {
    expect(await verify(genuine, {})).toEqual({ ok: false, reason: 'not-configured' })
    expect(await verify({ ...genuine, headers: {} }, settings)).toEqual({
      ok: false,
      reason: 'missing-credential',
    })
    expect(await verify(genuine, { signature_key: 'other' })).toEqual({ ok: false, reason: 'bad-signature' })
  })

  it('is not replaced by an ingest key', async () => {
    expect((await verify({ ...genuine, headers: {}, hasIngestKey: true }, settings)).ok).toBe(false)
  })
})

const read = (body: unknown) => {
  const result = sfmc.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: new Date(0) })
  return result.ok ? result.value : []
}
const composite = { jobId: '11', listId: '22', batchId: '33', subscriberId: '44' }

describe('a report of the Event Notification Service', () => {
  it.each([
    ['TransactionalSendEvents.EmailSent', 'send', 'email'],
    ['TransactionalSendEvents.EmailNotSent', 'dropped', 'email'],
    ['TransactionalSendEvents.EmailBounced', 'bounce', 'email'],
    ['EngagementEvents.EmailOpen', 'open', 'email'],
    ['EngagementEvents.EmailClick', 'click', 'email'],
    ['EngagementEvents.EmailUnsubscribe', 'unsubscribe', 'email'],
    ['TransactionalSendEvents.SmsSent', 'send', 'sms'],
    ['TransactionalSendEvents.SmsNotSent', 'dropped', 'sms'],
    ['TransactionalSendEvents.SmsBounced', 'bounce', 'sms'],
    ['TransactionalSendEvents.SmsDelivered', 'delivery', 'sms'],
    ['TransactionalSendEvents.SmsTransient', 'ignored', 'sms'],
    ['SendEvents.AutomationInstanceStarted', 'ignored', null],
    ['SendEvents.AutomationInstanceSkipped', 'ignored', null],
    ['EngagementEvents.OttDelivered', 'ignored', 'whatsapp'],
    ['EngagementEvents.PushOpen', 'ignored', 'push'],
  ])('%s is a %s', (eventCategoryType, type, channel) => {
    expect(read([{ eventCategoryType, composite }])).toMatchObject([
      { event: { type, channel, nativeEvent: eventCategoryType } },
    ])
  })

  it('has the same email id in transactional and engagement events', () => {
    const sent = { eventCategoryType: 'TransactionalSendEvents.EmailSent', compositeId: 'def.11.22.33.44' }
    const opened = { eventCategoryType: 'EngagementEvents.EmailOpen', compositeId: '11.22.33.44' }
    const items = read([sent, opened, { ...opened, compositeId: 'something else', composite }])
    expect(items).toHaveLength(3)
    for (const item of items) expect(item).toMatchObject({ event: { messageId: '11.22.33.44' } })
  })

  it('has no message id when a part of it is missing', () => {
    const opened = { eventCategoryType: 'EngagementEvents.EmailOpen' }
    const { listId, ...rest } = composite
    expect(
      read([
        { ...opened, composite: rest },
        { ...opened, compositeId: '11.33.44' },
      ]),
    ).toMatchObject([{ event: { messageId: null } }, { event: { messageId: null } }])
  })

  it('takes ids as numbers or text for the same', () => {
    const opened = { eventCategoryType: 'EngagementEvents.EmailOpen', timestampUTC: 1772442061000, composite }
    const asNumbers = { ...opened, mid: 5, composite: { ...composite, jobId: 11, subscriberId: 44 } }
    const keys = read([{ ...opened, mid: '5', timestampUTC: '1772442061000' }, asNumbers]).map(item =>
      item.outcome === 'event' ? item.event.dedupeKey : null,
    )
    expect(keys).toEqual(Array(2).fill('EngagementEvents.EmailOpen|5|11.22.33.44|1772442061000|'))
  })

  it('has no key without its time: the next open would be taken for the same', () => {
    expect(read([{ eventCategoryType: 'EngagementEvents.EmailOpen', composite }])).toMatchObject([
      { event: { dedupeKey: null } },
    ])
  })

  it('is read from the largest batch there is', () => {
    const batch = Array.from({ length: 1_000 }, (_, at) => ({
      eventCategoryType: 'EngagementEvents.EmailOpen',
      timestampUTC: 1772442061000,
      composite: { ...composite, subscriberId: String(at) },
    }))
    const keys = read(batch).map(item => (item.outcome === 'event' ? item.event.dedupeKey : null))
    expect(new Set(keys).size).toBe(1_000)
  })
})

describe('the handshake', () => {
  const challenge = { callbackId: 'cb-1', verificationKey: 'for-one-use' }

  it('is recognised as what the vendor posts, and as nothing else', () => {
    const recognises = (body: unknown) => sfmc.handshake?.recognises(body)
    expect(recognises(challenge)).toBe(true)
    const others = [
      ...[[challenge], [], {}, null, 'x', { callbackId: 'cb-1' }, { ...challenge, verificationKey: '' }],
      ...[
        { ...challenge, callbackId: {} },
        { ...challenge, eventCategoryType: 'EngagementEvents.EmailOpen' },
      ],
    ]
    expect(others.filter(recognises)).toEqual([])
  })

  it('does not copy the key out of the request', () => {
    expect(JSON.stringify(read(challenge))).not.toContain('for-one-use')
  })
})

describe('a sample', () => {
  const subject = {
    id: 'sample-1',
    at: new Date('2026-03-02T09:00:00Z'),
    userId: 'c-2041',
    email: 'robin@example.org',
    messageId: '11.22.33.44',
    trackingId: 'trk 1&2',
    integration: { definition_key: 'seat-reminder, seat-late' },
  }

  it('carries the ids of its subject where this platform has them', () => {
    const ids = { messageId: '11.22.33.44', campaignId: 'seat-reminder' }
    expect(read(sfmc.sample('send', subject))).toMatchObject([
      { event: { ...ids, userId: 'c-2041', email: 'robin@example.org', trackingId: 'trk 1&2' } },
    ])
    expect(read(sfmc.sample('click', subject))).toMatchObject([{ event: { ...ids, trackingId: 'trk 1&2' } }])
    expect(read(sfmc.sample('open', subject))).toMatchObject([{ event: ids }])
  })

  it('of an open joins that of its send, whatever the message id', () => {
    const odd = { ...subject, messageId: 'no-parts' }
    const [sent, opened] = [...read(sfmc.sample('send', odd)), ...read(sfmc.sample('open', odd))]
    expect(sent?.outcome === 'event' && sent.event.messageId).toMatch(/\.no-parts$/)
    expect(opened).toMatchObject({ event: { messageId: sent?.outcome === 'event' && sent.event.messageId } })
  })
})
