import { describe, expect, it } from 'vitest'
import type { Event } from '../../core/events/event.ts'
import { findPlatform } from '../../core/platforms/index.ts'
import { createRandom } from '../../core/stats/draw/random.ts'
import { createBackend } from './backend-traffic.ts'
import type { Behaviour } from './behaviour.ts'
import type { Call } from './client.ts'
import { createCustomerio } from './customerio-traffic.ts'
import { createIterable } from './iterable-traffic.ts'
import { oddityAt } from './oddities.ts'
import { personAt } from './people.ts'
import type { Sender } from './sender.ts'

const SIGNING_KEY = 'the-signing-key-of-the-tests'
const AT = new Date('2026-03-01T12:00:00.250Z')
const access = { org: 'demo', key: 'a-key', signingKey: SIGNING_KEY }

const everything: Behaviour = {
  bounced: false,
  prefetchedMs: 200,
  openedMs: 600,
  clickedMs: 900,
  convertedMs: 1500,
  unsubscribedMs: 2000,
  amount: 39.95,
}

/** What the platform's own reader makes of a call. */
async function readAs({ path, headers, body = '' }: Call) {
  const url = new URL(path, 'http://parley.invalid')
  const platform = findPlatform(url.pathname.split('/')[3] ?? '')
  if (!platform) throw new Error(`${path} is no webhook`)
  const request = {
    body: Buffer.from(body),
    headers,
    query: Object.fromEntries(url.searchParams),
    hasIngestKey: headers['x-api-key'] === 'a-key',
  }
  const read = platform.read(request.body, { query: request.query, receivedAt: AT })
  const means = { now: AT, keySet: () => Promise.reject(new Error('none of them has a key set')) }
  return {
    verified: (await platform.verify(request, { signing_key: SIGNING_KEY }, means)).ok,
    items: read.ok ? read.value : [],
  }
}

async function reportsOf(sender: Sender, behaviour: Behaviour): Promise<Event[]> {
  // The first number keeps scanners away.
  const message = {
    person: personAt(7),
    id: 'message-7',
    trackingId: 'trk-7',
    behaviour,
    sentAt: AT,
    random: () => 0.99,
  }
  const readings = await Promise.all(sender.report(message).map(({ call }) => readAs(call)))
  expect(readings.filter(({ verified }) => !verified)).toEqual([])
  return readings
    .flatMap(({ items }) => items)
    .map(item => {
      if (item.outcome !== 'event') throw new Error(`not an event: ${JSON.stringify(item)}`)
      return item.event
    })
}

describe('Customer.io', () => {
  const sender = createCustomerio(access)

  it('asks once a message, whatever the retries', () => {
    const call = sender.ask({ person: personAt(7), id: 'step-7' })
    expect(call.headers['x-cio-idempotency-key']).toBe('step-7')
    expect(JSON.parse(call.body ?? '')).toMatchObject({ template_id: 'welcome-email', user_id: 'user-7' })
  })

  it('reports with a signature, one message id, and the tracking id in the link', async () => {
    const events = await reportsOf(sender, everything)
    expect(events.map(({ type, machine }) => [type, machine])).toEqual([
      ['send', null],
      ['delivery', null],
      ['open', true],
      ['open', false],
      ['click', false],
      ['conversion', null],
      ['unsubscribe', null],
    ])
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(1)
    expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(events.length)
    expect(events.map(({ trackingId }) => trackingId)).toEqual([null, null, null, null, 'trk-7', null, null])
    expect(events[5]?.occurredAt).toEqual(new Date('2026-03-01T12:00:01Z'))
  })
})

describe('Iterable', () => {
  const sender = createIterable(access)

  it('asks with nothing but a query string', () => {
    const call = sender.ask({ person: personAt(7), id: 'message-7' })
    expect(call.body).toBeUndefined()
    expect(call.path).toMatch(
      /^\/api\/generate\/demo\?template_id=cart-reminder&tracking_id=message-7&copy_id=&user_id=user-7&/,
    )
  })

  it('reports with the message id; the shop reports the purchase', async () => {
    const events = await reportsOf(sender, everything)
    expect(events.map(({ type }) => type)).toEqual([
      'send',
      'open',
      'open',
      'click',
      'unsubscribe',
      'conversion',
    ])
    expect(events.map(({ machine }) => machine)).toEqual([null, true, false, false, null, null])
    expect(events.map(({ messageId }) => messageId)).toEqual([...Array(5).fill('message-7'), null])
    expect(events[5]).toMatchObject({ name: 'purchase', userId: 'user-7', value: 39.95, currency: 'USD' })
  })
})

describe('a backend', () => {
  it('reports everything in custom events', async () => {
    const events = await reportsOf(createBackend(access), everything)
    expect(events.map(({ type, nativeEvent }) => [type, nativeEvent])).toEqual([
      ['send', 'push_sent'],
      ['open', 'push_opened'],
      ['conversion', 'watched_item_bought'],
    ])
    for (const { trackingId } of events) expect(trackingId).toBe('message-7')
  })
})

describe('oddities', () => {
  it('are refused, unreadable, rejected, or about unknown people', async () => {
    const found = Array.from({ length: 8 }, (_, number) => oddityAt(number, AT, access))
    const webhooks = await Promise.all(
      found.filter(({ call }) => call.path.startsWith('/api/webhook/')).map(({ call }) => readAs(call)),
    )
    expect(webhooks.map(({ verified }) => verified)).toEqual([false, true, true, true, true, true, false])
    expect(webhooks.slice(1, 6).map(({ items }) => items.map(({ outcome }) => outcome))).toEqual([
      [],
      ['rejected'],
      ['rejected'],
      ['event'],
      ['rejected'],
    ])
  })
})

describe('people', () => {
  it('are the same in every demo, and differ from each other', () => {
    expect(personAt(7)).toEqual(personAt(7))
    expect(new Set(Array.from({ length: 100 }, (_, number) => personAt(number).email)).size).toBe(100)
    expect(createRandom('demo', 'person', '7')()).toBe(createRandom('demo', 'person', '7')())
  })
})
