import { describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../events/event.ts'
import { customEvents } from './custom/index.ts'
import { customerio } from './customerio/index.ts'
import { iterable } from './iterable/index.ts'
import type { SampleSubject } from './platform.ts'

const subject: SampleSubject = {
  id: 'sample-1',
  at: new Date('2026-03-02T09:00:00Z'),
  userId: 'kim-7',
  email: 'kim@example.org',
  messageId: 'message-1',
  trackingId: 'track & 1',
  integration: {},
}

/** Everything that the platform reports of the subject, read back. */
const readAll = (platform: typeof customerio, integration: Readonly<Record<string, string>> = {}) =>
  EVENT_TYPES.flatMap(type => {
    const body = platform.sample(type, { ...subject, integration })
    if (body === undefined) return []
    const read = platform.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: subject.at })
    const [item] = read.ok ? read.value : []
    return item?.outcome === 'event' ? [item.event] : []
  })

describe.each([customerio, iterable, customEvents])('the samples of $name', platform => {
  const events = readAll(platform)

  it('are of its person, at its time, of every type that counts', () => {
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['send', 'open', 'click', 'conversion', 'unsubscribe', 'bounce']),
    )
    for (const { userId, occurredAt } of events) expect([userId, occurredAt]).toEqual(['kim-7', subject.at])
    expect(events.filter(({ machine }) => machine === true)).toEqual([])
  })

  it('name the message, and carry the tracking id where the platform does', () => {
    const sent = events.filter(({ type }) => type === 'send' || type === 'click')
    expect(sent.map(({ messageId, trackingId }) => [messageId, trackingId])).toEqual([
      ['message-1', 'track & 1'],
      ['message-1', 'track & 1'],
    ])
  })

  it('carry the ids of the template, the first of several', () => {
    const ids = Object.fromEntries(platform.integration.map(({ key }, at) => [key, `${at + 10}, 99`]))
    const [send] = readAll(platform, ids)
    expect(send?.refs['campaign_id']).toBe(ids['campaign_id']?.slice(0, 2))
  })
})

describe('a sample of Customer.io', () => {
  it.each([
    ['broadcast_id', 'action_id'],
    ['newsletter_id', 'content_id'],
    ['transactional_message_id', 'transactional_message_id'],
  ])('belongs to what the template is sent by: %s', (parent, child) => {
    const [send] = readAll(customerio, { [parent]: '5', [child]: 'x-7' })
    expect(send?.refs).toEqual({ [parent]: '5', [child]: 'x-7' })
  })
})
