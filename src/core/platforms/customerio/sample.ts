import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { sampleId } from '../sample-ids.ts'

const METRICS: Partial<Record<EventType, readonly [objectType: string, metric: string]>> = {
  send: ['email', 'sent'],
  delivery: ['email', 'delivered'],
  open: ['email', 'opened'],
  click: ['email', 'clicked'],
  conversion: ['email', 'converted'],
  unsubscribe: ['email', 'unsubscribed'],
  subscribe: ['customer', 'subscribed'],
  preference_change: ['email', 'cio_subscription_preferences_changed'],
  bounce: ['email', 'bounced'],
  complaint: ['email', 'spammed'],
  dropped: ['email', 'dropped'],
  failed: ['email', 'failed'],
  deferred: ['email', 'attempted'],
  reply: ['sms', 'replied'],
  ignored: ['email', 'drafted'],
}

/** A sample report in the format of a reporting webhook. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const [objectType, metric] = METRICS[type] ?? []
  if (metric === undefined) return undefined
  const { id, at, userId, email } = subject
  return {
    event_id: id,
    object_type: objectType,
    metric,
    timestamp: Math.floor(at.getTime() / 1000),
    data: {
      customer_id: userId,
      identifiers: { id: userId, email, cio_id: 'a3000001' },
      ...(objectType === 'customer' ? { email_address: email } : message(subject)),
      ...details(type, subject),
    },
  }
}

/** A message belongs to one campaign, broadcast, newsletter or transactional message. */
const FAMILIES = [
  ['campaign_id', 'action_id'],
  ['broadcast_id', 'action_id'],
  ['newsletter_id', 'content_id'],
  ['transactional_message_id'],
] as const

function message(subject: SampleSubject): Record<string, unknown> {
  const family = FAMILIES.find(([parent]) => sampleId(subject, parent) !== undefined) ?? FAMILIES[0]
  return {
    delivery_id: subject.messageId,
    recipient: subject.email,
    subject: 'A sample message',
    ...Object.fromEntries(family.map(name => [name, sampleId(subject, name) ?? null])),
  }
}

function details(type: EventType, { trackingId }: SampleSubject): Record<string, unknown> {
  switch (type) {
    case 'send':
      return { headers: { 'X-Parley-Tracking-Id': [trackingId] } }
    case 'open':
      return { proxied: false, prefetched: false }
    case 'click':
      return {
        href: `https://www.example.com/?trk=${encodeURIComponent(trackingId)}`,
        link_id: 1,
        machine: false,
      }
    case 'bounce':
    case 'failed':
      return { failure_message: 'A sample failure' }
    default:
      return {}
  }
}
