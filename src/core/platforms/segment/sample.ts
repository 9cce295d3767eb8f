import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { sampleId } from '../sample-ids.ts'
import { INTEGRATION } from './settings.ts'

const NAMES: Partial<Record<EventType, string>> = {
  send: 'Email Sent',
  delivery: 'Email Delivered',
  open: 'Email Opened',
  click: 'Email Link Clicked',
  conversion: 'Order Completed',
  custom: 'Product Viewed',
  unsubscribe: 'Unsubscribed',
  subscribe: 'Subscribed',
  preference_change: 'Subscription Group State Changed',
  bounce: 'Email Bounced',
  complaint: 'Email Marked as Spam',
  dropped: 'Email Suppressed',
  failed: 'SMS Delivery Failed',
  deferred: 'Email Deferred',
  reply: 'SMS Inbound Received',
  dismiss: 'Content Card Dismissed',
  control: 'Campaign Control Group Entered',
}

const NOT_ABOUT_A_MESSAGE: ReadonlySet<EventType> = new Set(['conversion', 'custom'])

/** A sample call in the format of a webhook destination. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const { id, userId, email } = subject
  const at = subject.at.toISOString()
  const common = {
    anonymousId: null,
    context: { library: { name: 'sample', version: '1.0' }, traits: { email } },
    integrations: {},
    messageId: id,
    originalTimestamp: at,
    receivedAt: at,
    sentAt: at,
    timestamp: at,
    userId,
    version: 2,
  }
  if (type === 'ignored') return { ...common, type: 'identify', traits: { email } }
  if (type === 'user_deletion') return { type: 'delete', userId, messageId: id, timestamp: at }
  const event = NAMES[type]
  return event && { ...common, type: 'track', event, properties: properties(type, subject) }
}

function properties(type: EventType, subject: SampleSubject): Record<string, unknown> {
  const { id, messageId, trackingId } = subject
  const message = NOT_ABOUT_A_MESSAGE.has(type)
    ? {}
    : { email_id: messageId, email_subject: 'A sample message' }
  const ids = INTEGRATION.filter(({ key }) => !key.startsWith('control_')).flatMap(({ key }) => {
    const value = sampleId(subject, key)
    return value === undefined ? [] : [[key, String(value)]]
  })
  return { ...message, ...Object.fromEntries(ids), tracking_id: trackingId, ...details(type, id, trackingId) }
}

function details(type: EventType, id: string, trackingId: string): Record<string, unknown> {
  switch (type) {
    case 'click':
      return { link_id: '1', link_url: `https://www.example.com/?trk=${encodeURIComponent(trackingId)}` }
    case 'conversion':
      return { order_id: `order-${id}`, revenue: 39.95, total: 44.95, currency: 'USD' }
    case 'custom':
      return { product_id: 'sample-product', price: 39.95 }
    case 'preference_change':
      return { subscription_group_id: 'sample-group', subscription_status: 'Changed' }
    default:
      return {}
  }
}
