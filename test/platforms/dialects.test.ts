import { describe, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'

/** The events that a platform's adapter reads from a body. */
function read(slug: string, body: unknown, query: Record<string, string> = {}): unknown {
  const context = { query, receivedAt: new Date('2026-11-30T00:00:00Z') }
  const said = findPlatform(slug)?.read(Buffer.from(JSON.stringify(body)), context)
  return said?.ok ? said.value.map(item => item.event) : said
}

describe('Iterable', () => {
  const unsubscribe = (unsubSource?: string) => ({
    eventName: 'emailUnSubscribe',
    email: 'a@example.com',
    dataFields: {
      createdAt: '2026-11-30 00:00:00 +00:00',
      messageId: 'm',
      ...(unsubSource && { unsubSource }),
    },
  })

  it.each([
    [undefined, 'unsubscribe', 'email'],
    ['EmailLink', 'unsubscribe', 'email'],
    ['HostedUnsubscribeClick', 'unsubscribe', 'email'],
    ['SMS', 'unsubscribe', 'sms'],
    ['HardBounce', 'preference_change', 'email'],
    ['Complaint', 'preference_change', 'email'],
    ['Import', 'preference_change', 'email'],
    ['ListAPI', 'preference_change', 'email'],
    ['API', 'preference_change', 'email'],
    ['WebApp', 'preference_change', 'email'],
    ['Workflow', 'preference_change', 'email'],
  ])('unsubscribes whoever %s says', (source, type, channel) => {
    expect(read('itbl', unsubscribe(source))).toMatchObject([{ type, channel, messageId: 'm' }])
  })

  it.each([
    ['itbl', 'journey webhook 12'],
    ['events', 'custom 12'],
  ])('tells journeys apart at %s', (slug, nativeEvent) => {
    expect(read(slug, { email: 'a@example.com', workflowId: 12 })).toMatchObject([
      { nativeEvent, name: null },
    ])
  })
})

describe('Segment', () => {
  const track = (event: string, properties: object = {}) => ({
    type: 'track',
    event,
    userId: 'u1',
    messageId: event,
    properties,
  })

  it.each([
    ['SMS Short Link Clicks', 'click', 'sms'],
    ['SMS Short Link Clicked', 'click', 'sms'],
    ['SMS Delivery', 'delivery', 'sms'],
    ['SMS Deliveries', 'delivery', 'sms'],
    ['SMS Rejection', 'failed', 'sms'],
    ['SMS Inbound Receive', 'reply', 'sms'],
    ['WhatsApp Send', 'send', 'whatsapp'],
    ['WhatsApp Read', 'open', 'whatsapp'],
    ['WhatsApp Delivery', 'delivery', 'whatsapp'],
    ['WhatsApp Failure', 'failed', 'whatsapp'],
    ['WhatsApp Abort', 'dropped', 'whatsapp'],
    ['Email Abort', 'dropped', 'email'],
    ['Push Notification Abort', 'dropped', 'push'],
    ['RCS Read', 'open', 'rcs'],
    ['Content Card Dismissed', 'dismiss', 'content_card'],
  ])('reads "%s" of the Braze source', (event, type, channel) => {
    expect(read('segment', track(event))).toMatchObject([{ type, channel }])
  })

  it.each([
    ['Global Subscription Group State Change', 'Unsubscribed', 'unsubscribe'],
    ['Subscription Group State Changed', 'Subscribed', 'subscribe'],
    ['Global Subscription State Change', 'Opted In', 'subscribe'],
    ['Global State Changed', 'Something', 'preference_change'],
  ])('reads "%s" to %s', (event, subscription_status, type) => {
    expect(read('segment', track(event, { subscription_status, channel: 'sms' }))).toMatchObject([
      { type, channel: 'sms' },
    ])
  })

  it('leaves names of shops and apps alone', () => {
    for (const event of ['Article Read', 'Line Read', 'Delivery', 'Cart Abort', 'Banner Ordered'])
      expect([event, read('segment', track(event))]).toMatchObject([
        event,
        [{ type: event === 'Line Read' ? 'open' : 'custom' }],
      ])
  })

  it('joins by the pair that the Connected Content snippet of Braze sends', () => {
    expect(read('segment', track('Email Opened', { dispatch_id: 'd1' }))).toMatchObject([
      { messageId: 'd1', messageKey: 'd1|u1', trackingId: 'd1|u1' },
    ])
    const extras = { dispatch_id: 'd1', message_extras: '{"tracking_id":"t9"}' }
    expect(read('segment', track('Email Sent', extras))).toMatchObject([
      { messageKey: 'd1|u1', trackingId: 't9' },
    ])
  })

  it('reads the batches of the Extensible Webhook', () => {
    const batch = [{ json: track('Email Opened') }, { json: track('Email Sent') }]
    expect(read('segment', batch)).toMatchObject([{ type: 'open' }, { type: 'send' }])
  })
})

describe('Braze', () => {
  const event = (event_type: string) => ({
    event_type,
    id: event_type,
    time: 1_796_000_000,
    user: { user_id: 'b' },
  })

  it.each(['agentconsole.AgentExecuted', 'agentconsole.ToolInvocation', 'users.agentconsole.Whatever'])(
    'stores %s and does not count it',
    name =>
      expect(read('braze', { events: [event(name)] })).toMatchObject([
        { type: 'ignored', nativeEvent: name },
      ]),
  )

  it('is read behind a relay', () => {
    const open = event('users.messages.email.Open')
    for (const body of [[{ events: [open] }, { events: [open] }], [open, open], { data: [open, open] }])
      expect(read('braze', body)).toMatchObject([{ type: 'open' }, { type: 'open' }])
  })

  it('is read with times in milliseconds', () => {
    const purchase = {
      ...event('users.behaviors.Purchase'),
      time: 1_796_000_000_123,
      properties: { price: 3, currency: 'JPY' },
    }
    expect(read('braze', { events: [purchase] })).toMatchObject([
      { occurredAt: new Date('2026-11-30T00:53:20.123Z'), value: 3, currency: 'JPY' },
    ])
  })
})

it('Marketing Cloud may name the person as info.contactKey', () => {
  const event = {
    eventCategoryType: 'TransactionalSendEvents.EmailSent',
    timestampUTC: 1_796_000_000_000,
    info: { contactKey: 'c1', to: 'a@example.com' },
  }
  expect(read('sfmc', [event])).toMatchObject([{ type: 'send', userId: 'c1' }])
})

describe('custom events', () => {
  it.each([
    [{ is_bot: true }, true],
    [{ machine: 'true' }, true],
    [{ isBot: 0 }, false],
    [{ bot: 'Googlebot' }, true],
    [{ properties: { is_bot: 1 } }, true],
    [{ properties: { machine: false } }, false],
    [{ proxySource: 'Apple' }, true],
    [{}, null],
  ])('may mark a machine: %j', (mark, machine) => {
    expect(read('events', { event: 'email_clicked', user_id: 'u', ...mark })).toMatchObject([{ machine }])
  })

  it('have no machine where a person buys', () => {
    expect(read('events', { event: 'purchase', user_id: 'u', is_bot: true })).toMatchObject([
      { machine: null },
    ])
  })

  it('may have the form of Customer.io', () => {
    const report = {
      event_id: 'E1',
      object_type: 'email',
      metric: 'clicked',
      timestamp: 1_796_000_000,
      data: {
        identifiers: { id: 'u1', email: 'A@example.com', cio_id: 'c' },
        delivery_id: 'd1',
        campaign_id: 4,
        action_id: 9,
        href: 'https://example.com/',
        machine: true,
      },
    }
    expect(read('events', [report])).toMatchObject([
      {
        ...{ type: 'click', channel: 'email', userId: 'u1', email: 'a@example.com', machine: true },
        ...{ dedupeKey: 'E1', messageId: 'd1', campaignId: '4', templateRef: '9' },
        occurredAt: new Date('2026-11-30T00:53:20.000Z'),
        properties: { href: 'https://example.com/' },
      },
    ])
    const purchase = { ...report, metric: 'converted' }
    expect(read('events', purchase)).toMatchObject([{ type: 'conversion', name: 'converted' }])
  })

  it('keep the fields that no list names', () => {
    const event = { event: 'x', user_id: 'u', shop: 'Rome', cart: { lines: 2 }, list: [1], amount: null }
    for (const properties of [{ plan: 'pro' }, '{"plan":"pro"}'])
      expect(read('events', { ...event, properties })).toMatchObject([
        { properties: { shop: 'Rome', cart: { lines: 2 }, list: [1], plan: 'pro' } },
      ])
    expect(read('events', { ...event, properties: [] })).toMatchObject([{ properties: { shop: 'Rome' } }])
    expect(read('events', { ...event, properties: 'text' })).toMatchObject([
      { properties: { properties: 'text' } },
    ])
  })
})
