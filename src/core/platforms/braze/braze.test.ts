import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { EventType } from '../../events/event.ts'
import { testPlatform } from '../conformance.ts'
import type { InboundRequest, SampleSubject } from '../platform.ts'
import { braze } from './index.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const settings = { bearer_token: 'a-currents-token' }
const context = { query: {}, receivedAt: new Date('2026-03-10T12:00:00Z') }
const means = { now: context.receivedAt, keySet: () => Promise.reject(new Error('no key set')) }

testPlatform(braze, fixtures, {
  settings,
  request: request => ({
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${settings.bearer_token}` },
  }),
})

interface TokenVector {
  readonly name: string
  readonly bearer_token: string
  readonly headers: Readonly<Record<string, string>>
  readonly valid: boolean
}

const vectors = JSON.parse(readFileSync(new URL('signatures.json', fixtures), 'utf8')) as TokenVector[]

describe('the bearer token of Braze', () => {
  const request = (headers: InboundRequest['headers'], hasIngestKey = false) => {
    return { body: new Uint8Array(), headers, query: {}, hasIngestKey }
  }

  it.each(vectors)('is compared: $name', async ({ bearer_token, headers, valid }) => {
    expect((await braze.verify(request(headers), { bearer_token }, means)).ok).toBe(valid)
  })

  it('is not replaced by an ingest key, and says what is missing', async () => {
    const missing = { ok: false, reason: 'missing-credential' }
    expect(await braze.verify(request({}, true), settings, means)).toEqual(missing)
    expect(await braze.verify(request({}, true), {}, means)).toEqual({ ok: false, reason: 'not-configured' })
    const wrong = request({ authorization: 'Bearer nonsense' })
    expect(await braze.verify(wrong, settings, means)).toEqual({ ok: false, reason: 'wrong-credential' })
  })
})

const readBody = (text: string) => braze.read(Buffer.from(text), context)

/** One event, of a batch of its own. */
function read(event_type: string, properties: object = {}, user: object = { external_user_id: 'u-1' }) {
  const result = readBody(
    JSON.stringify({ events: [{ event_type, id: 'e-1', time: 1773133200, user, properties }] }),
  )
  return result.ok ? result.value[0] : undefined
}

describe('a batch of Braze', () => {
  it.each(['', '{}', '{"events":[]}'])('tries the credentials when it is %j', body => {
    expect(readBody(body)).toEqual({ ok: true, value: [] })
  })

  it.each(['[]', '"x"', '{"events":{}}', '{"event_type":"users.messages.email.Send"}'])(
    'is none when it is %j',
    body => {
      expect(readBody(body)).toMatchObject({ ok: false, reason: { reason: 'wrong-shape' } })
    },
  )

  it('is not JSON where it is cut off', () => {
    expect(readBody('{"events":[')).toMatchObject({ ok: false, reason: { reason: 'not-json' } })
  })
})

describe('an event of Braze', () => {
  it.each([
    [
      'email',
      'email',
      'Send Delivery Open Click Bounce SoftBounce Deferral Retry MarkAsSpam Unsubscribe Abort',
      'send delivery open click bounce bounce deferred deferred complaint unsubscribe dropped',
    ],
    [
      'pushnotification',
      'push',
      'Send Open Bounce Retry Abort InfluencedOpen IosForeground',
      'send open bounce deferred dropped ignored ignored',
    ],
    [
      'sms',
      'sms',
      'Send CarrierSend Delivery DeliveryFailure Rejection ShortLinkClick InboundReceive Retry Abort',
      'send ignored delivery failed failed click reply deferred dropped',
    ],
    ['mms', 'mms', 'Send Delivery DeliveryFailure', 'send delivery failed'],
    [
      'whatsapp',
      'whatsapp',
      'Send Delivery Read Click Failure InboundReceive Retry Abort',
      'send delivery open click failed reply deferred dropped',
    ],
    ['line', 'line', 'Send Click InboundReceive Retry Abort', 'send click reply deferred dropped'],
    [
      'rcs',
      'rcs',
      'Send Delivery Read Click Rejection InboundReceive Abort',
      'send delivery open click failed reply dropped',
    ],
    ['contentcard', 'content_card', 'Send Impression Click Dismiss Abort', 'send open click dismiss dropped'],
    ['inappmessage', 'in_app', 'Impression Click Abort', 'open click dropped'],
    ['banner', 'banner', 'Impression Click Dismiss Abort', 'open click dismiss dropped'],
    ['newsfeedcard', 'news_feed', 'Impression Click Abort', 'open click dropped'],
    ['webhook', 'webhook', 'Send Failure Retry Abort', 'ignored ignored ignored dropped'],
  ])('is understood for everything about %s, in any case', (message, channel, actions, types) => {
    const expected = types.split(' ')
    expect(actions.split(' ')).toHaveLength(expected.length)
    actions.split(' ').forEach((action, at) => {
      for (const name of [
        `users.messages.${message}.${action}`,
        `USERS.MESSAGES.${message}.${action}`.toUpperCase(),
      ]) {
        const event = { type: expected[at], channel, nativeEvent: name, userId: 'u-1' }
        expect(read(name)).toMatchObject({ outcome: 'event', event })
      }
    })
  })

  it('of a new type is stored with its fields, for an event mapping', () => {
    for (const name of ['users.messages.email.Folded', 'users.messages.pigeon.Send', 'users.weather.Rain']) {
      const event = {
        type: 'custom',
        nativeEvent: name,
        userId: 'u-1',
        messageId: 'd-1',
        properties: { price: 3 },
      }
      expect(read(name, { dispatch_id: 'd-1', price: 3 })).toMatchObject({
        outcome: 'rejected',
        reason: 'unknown-event',
        event,
      })
    }
    expect(read('constructor')).toMatchObject({ outcome: 'rejected' })
  })

  it('is told from that of another person in the same dispatch', () => {
    const properties = { dispatch_id: 'd-1' }
    const known = { messageId: 'd-1', messageKey: 'd-1|u-1', trackingId: 'd-1|u-1' }
    expect(read('users.messages.email.Open', properties)).toMatchObject({ event: known })
    const anonymous = {
      userId: 'braze-9',
      messageId: 'd-1',
      messageKey: 'd-1|braze-9',
      trackingId: 'd-1|braze-9',
    }
    expect(
      read('users.messages.email.Open', properties, { external_user_id: '', user_id: 'braze-9' }),
    ).toMatchObject({ event: anonymous })
    expect(read('users.messages.email.Open', properties, {})).toMatchObject({
      event: { messageId: 'd-1', messageKey: null, trackingId: null },
    })
  })

  it('prefers the tracking id of its message to dispatch and person', () => {
    const trackingOf = (properties: object) =>
      read('users.messages.email.Click', { dispatch_id: 'd-1', ...properties })
    expect(trackingOf({ message_extras: '{"tracking_id":"t-1"}' })).toMatchObject({
      event: { trackingId: 't-1' },
    })
    expect(trackingOf({ message_extras: { parley_tracking_id: 't-2' } })).toMatchObject({
      event: { trackingId: 't-2' },
    })
    expect(trackingOf({ url: 'https://example.net/?trk=t-3' })).toMatchObject({
      event: { trackingId: 't-3' },
    })
    expect(trackingOf({ message_extras: 'no JSON' })).toMatchObject({ event: { trackingId: 'd-1|u-1' } })
    expect(trackingOf({ message_extras: '{"copy_id":"c-1","decision_id":"x-1"}' })).toMatchObject({
      event: { copyId: 'c-1', decisionId: 'x-1', trackingId: 'd-1|u-1' },
    })
  })

  it.each([
    ['users.messages.email.Open', { machine_open: 'true' }, true],
    ['users.messages.email.Open', {}, false],
    ['users.messages.pushnotification.Open', {}, null],
    ['users.messages.email.Click', { is_suspected_bot_click: true }, true],
    ['users.messages.rcs.Click', { is_suspected_bot_click: 'false' }, false],
    ['users.messages.email.Click', {}, null],
    ['users.messages.email.Send', { machine_open: 'true' }, null],
  ])('says whether it was a machine: %s %j', (name, properties, machine) => {
    expect(read(name, properties)).toMatchObject({ event: { machine } })
  })

  it.each([
    ['{"type":"Performs Custom Event","custom_event_name":"Trial started"}', 'Trial started'],
    ['{"type":"Makes Specific Purchase","product":"sku"}', 'purchase'],
    ['{"type":"Uses App","app_ids":[]}', 'Uses App'],
    ['{"kind":1}', null],
    ['Opens Email', 'Opens Email'],
    [undefined, null],
  ])('that is a conversion is named by its behaviour %j', (conversion_behavior, name) => {
    expect(read('users.campaigns.Conversion', { conversion_behavior })).toMatchObject({
      event: { type: 'conversion', name },
    })
  })

  it.each([
    ['unsubscribed', 'unsubscribe'],
    ['Unsubscribed', 'unsubscribe'],
    ['opted-in', 'subscribe'],
    ['Subscribed', 'subscribe'],
    ['paused', 'preference_change'],
    [undefined, 'preference_change'],
  ])('about the subscription state %j is %s', (subscription_status, type) => {
    expect(read('users.behaviors.subscription.GlobalStateChange', { subscription_status })).toMatchObject({
      event: { type },
    })
  })
})

describe('a sample of Braze', () => {
  const subject: SampleSubject = {
    id: 'sample-1',
    at: context.receivedAt,
    userId: 'kim',
    email: 'kim@example.net',
    messageId: 'dispatch-1',
    trackingId: 'trk 1&2',
    integration: { canvas_id: 'c-1, c-2', canvas_step_id: 's-1', control_canvas_step_id: 's-0' },
  }
  const readSample = (type: EventType) => {
    const result = readBody(JSON.stringify(braze.sample(type, subject)))
    return result.ok ? result.value[0] : undefined
  }

  it('contains the person, the message and the template', () => {
    const about = {
      dedupeKey: 'sample-1',
      userId: 'kim',
      email: 'kim@example.net',
      messageId: 'dispatch-1',
      occurredAt: subject.at,
    }
    for (const type of ['send', 'click'] as const) {
      const event = { ...about, trackingId: 'trk 1&2', refs: { canvas_id: 'c-1', canvas_step_id: 's-1' } }
      expect(readSample(type)).toMatchObject({ event })
    }
    expect(readSample('control')).toMatchObject({ event: { ...about, refs: { canvas_step_id: 's-0' } } })
    expect(readSample('conversion')).toMatchObject({
      event: { name: 'purchase', value: 39.95, currency: 'USD' },
    })
  })

  it('exists for the types that Braze reports, and for no other', () => {
    expect(braze.sample('handshake', subject)).toBeUndefined()
    expect(readSample('user_deletion')).toMatchObject({ event: { userId: 'kim', messageId: null } })
  })
})
