import { createHmac } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { Liquid } from 'liquidjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPlatform } from '../../src/core/platforms/index.ts'
import {
  type Answer,
  askForBoth,
  countsByVariant,
  createWordings,
  requestsOf,
  startWorld,
  type World,
} from './world.ts'

const SECRET = 'the-shared-secret-of-acme'
const RIVAL_SECRET = 'the-shared-secret-of-rival'
const TRIGGER = 'Your Trigger Event'

let world: World

beforeAll(async () => {
  world = await startWorld()
  for (const [org, shared_secret] of [
    ['acme', SECRET],
    ['rival', RIVAL_SECRET],
  ]) {
    const settings = { settings: { shared_secret } }
    const reply = await world.server.call('PUT', `/api/v1/orgs/${org}/platforms/segment`, settings)
    expect(reply).toMatchObject({ status: 200 })
  }
  const settings = {
    integration: { segment: { campaign_id: '31', action_id: '412' } },
    attribution: { conversion_events: ['Order Completed'] },
  }
  await createWordings(world, 'acme', 'welcome-email', settings)
  await createWordings(world, 'acme', 'other', { integration: { segment: { campaign_id: '99' } } })
  await createWordings(world, 'rival', 'welcome-email', settings)
})
afterAll(() => world.close())

interface SegmentEvent {
  readonly type: string
  readonly messageId: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

interface InsertFunction {
  onTrack(event: SegmentEvent, settings: { apiKey: string }): Promise<SegmentEvent>
  onIdentify(event: SegmentEvent): Promise<SegmentEvent>
}

const guide = () => {
  const platform = findPlatform('segment')
  if (!platform) throw new Error('there is no Segment')
  return world.guide(platform, 'welcome-email')
}

/** The function of the guide, in an engine that has no more than Segment's. */
function loadFunction(logged: string[] = []): InsertFunction {
  const console = { log: (text: string) => logged.push(text) }
  const context = createContext({ fetch, console })
  runInContext(world.snippet(guide(), 'insert_function'), context)
  return runInContext('({ onTrack, onIdentify })', context) as InsertFunction
}

let events = 0
const track = (event: string, userId: string, fields: object = {}): SegmentEvent => ({
  anonymousId: null,
  context: { traits: { email: `${userId}@example.net`, plan: 'silver' } },
  integrations: {},
  messageId: `seg-${++events}`,
  timestamp: world.at(events).toISOString(),
  type: 'track',
  event,
  userId,
  version: 2,
  ...fields,
})

async function askAsSegment(
  userId: string,
): Promise<{ userId: string; answer: Answer; event: SegmentEvent }> {
  const event = track(TRIGGER, userId, { properties: { row: 4 } })
  const filled = await loadFunction().onTrack(event, { apiKey: world.key })
  const properties = (filled.properties ?? {}) as Record<string, string> & { parley_control: boolean }
  expect(properties['parley_tracking_id']).toBe(event.messageId)
  const answer = {
    copy: {
      id: properties['parley_copy_id'] ?? '',
      vars: { subject: properties['parley_subject'] ?? '', body: properties['parley_body'] ?? '' },
    },
    tracking_id: event.messageId,
    decision_id: '',
    control: properties.parley_control,
  }
  return { userId, answer, event: filled }
}

async function post(
  calls: unknown,
  { secret = SECRET, key = world.key, org = 'acme' } = {},
): Promise<{ status: number }> {
  const body = JSON.stringify(calls)
  const signed = JSON.stringify(Array.isArray(calls) ? calls[0] : calls)
  const url = world.snippet(guide(), 'webhook_url').replace(/acme$/, org)
  const [header = ''] = world.snippet(guide(), 'webhook_headers').split(': ')
  const reply = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Signature': createHmac('sha1', secret).update(signed).digest('hex'),
      [header]: key,
    },
    body,
  })
  await reply.arrayBuffer()
  return { status: reply.status }
}

/** What the sending platform and the shop report of one message, through Segment. */
function reportsOf(userId: string, trackingId: string): SegmentEvent[] {
  const properties = { delivery_id: `d-${userId}`, campaign_id: 31, action_id: 412 }
  const link_url = `https://shop.example.net/?trk=${trackingId}`
  return [
    track('Email Sent', userId, { properties }),
    track('Email Opened', userId, { properties }),
    track('Email Link Clicked', userId, { properties: { ...properties, link_url } }),
    track('Order Completed', userId, {
      properties: { order_id: `R-${userId}`, revenue: '84.90', total: 102.4, currency: 'USD' },
    }),
    track('Page Shown', userId),
    { ...track('', userId), type: 'identify', traits: { plan: 'gold' } },
    { ...track('', userId), type: 'page', properties: { url: link_url } },
  ]
}

const ONE_MESSAGE = { sends: 1, opens: 1, clicks: 1, conversions: 1, revenue: 84.9 }
const counts = (org = 'acme', template = 'welcome-email') => countsByVariant(world, org, template)

describe('Segment', () => {
  it('asks for copy, reports what became of it, and the right variant counts', async () => {
    const { control, treatment } = await askForBoth(number => askAsSegment(`user-${number}`))
    expect(treatment.answer.copy.vars['subject']).toContain('Don\'t miss "')
    expect(treatment.event.properties).toMatchObject({ row: 4 })

    // The control's calls come alone, the treatment's as a batch.
    const alone = reportsOf(control.userId, control.answer.tracking_id)
    for (const call of alone) expect((await post(call)).status).toBe(200)
    const batch = reportsOf(treatment.userId, treatment.answer.tracking_id)
    expect((await post(batch)).status).toBe(200)
    const counted = { [control.answer.copy.id]: ONE_MESSAGE, [treatment.answer.copy.id]: ONE_MESSAGE }
    expect(await counts()).toEqual(counted)

    // Segment tries again, and regroups what it sends.
    expect((await post([...alone].reverse())).status).toBe(200)
    for (const call of batch) expect((await post(call)).status).toBe(200)
    // The shop reports its order from the browser and from the server.
    const again = { order_id: `R-${treatment.userId}`, revenue: 84.9, currency: 'USD' }
    expect((await post(track('Order Completed', treatment.userId, { properties: again }))).status).toBe(200)
    expect(await counts()).toEqual(counted)

    expect(await counts('acme', 'other')).toEqual({})
    expect(await counts('rival')).toEqual({})
  })

  it('prints what the function added to the event', async () => {
    const { event, answer } = await askAsSegment('reader')
    const text = world.snippet(guide(), 'message_variables')
    const liquid = new Liquid({ strictFilters: true })
    const [subject, ...rest] = (await liquid.parseAndRender(text, { event: event.properties })).split('\n')
    expect(subject).toBe(answer.copy.vars['subject'])
    expect(rest.join('\n')).toContain(answer.copy.vars['body'])
    expect(rest.at(-1)).toContain(`?trk=${answer.tracking_id}"`)
    const [fallback] = (await liquid.parseAndRender(text, { event: {} })).split('\n')
    expect(fallback).toBe('Your own subject')
  })

  it('lets every event pass, whatever becomes of the copy', async () => {
    const logged: string[] = []
    const functions = loadFunction(logged)
    const other = track('Seat Viewed', 'user-1')
    expect(await functions.onTrack(other, { apiKey: world.key })).toBe(other)
    const identify = { ...other, type: 'identify' }
    expect(await functions.onIdentify(identify)).toBe(identify)
    const trigger = track(TRIGGER, 'user-1')
    expect(await functions.onTrack(trigger, { apiKey: 'a wrong key' })).toBe(trigger)
    expect(logged).toEqual(['No copy from Parley: status 401'])
  })

  it('gives an event that Segment sends again the same copy', async () => {
    const { onTrack } = loadFunction()
    const event = track(TRIGGER, 'twice')
    const [first, second] = [
      await onTrack(event, { apiKey: world.key }),
      await onTrack(event, { apiKey: world.key }),
    ]
    expect(second.properties).toEqual(first.properties)
  })

  it('forgets whom Segment asks to forget', async () => {
    const { answer } = await askAsSegment('leaver')
    await post(reportsOf('leaver', answer.tracking_id))
    const before = await counts()
    const person = () => world.server.call('GET', '/api/v1/orgs/acme/people/leaver')
    expect((await person()).status).toBe(200)
    await post({ type: 'delete', userId: 'leaver', timestamp: world.at(900).toISOString() })
    expect(await counts()).toEqual(before)
    expect((await person()).status).toBe(404)
  })

  it('is refused with another organisation’s credentials, and nothing is stored', async () => {
    const [stored, atRival] = [await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]
    const call = track('Email Opened', 'user-1', { properties: { campaign_id: '31' } })
    const { key, rivalKey } = world
    for (const [secret, presented, org] of [
      [RIVAL_SECRET, rivalKey, 'acme'],
      [SECRET, rivalKey, 'acme'],
      [RIVAL_SECRET, key, 'acme'],
      [SECRET, key, 'rival'],
    ] as const)
      expect((await post(call, { secret, key: presented, org })).status).toBe(401)
    expect([await requestsOf(world, 'acme'), await requestsOf(world, 'rival')]).toEqual([stored, atRival])
  })
})
