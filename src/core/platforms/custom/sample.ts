import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { sampleId } from '../sample-ids.ts'

const NAMES: Partial<Record<EventType, string>> = {
  send: 'email_sent',
  delivery: 'email_delivered',
  open: 'email_opened',
  click: 'email_clicked',
  conversion: 'purchase',
  custom: 'sample_event',
  unsubscribe: 'email_unsubscribed',
  subscribe: 'email_subscribed',
  bounce: 'email_bounced',
  complaint: 'email_marked_as_spam',
  dropped: 'email_dropped',
  failed: 'email_failed',
  deferred: 'email_deferred',
  reply: 'sms_replied',
  dismiss: 'inapp_dismissed',
}

/** A sample event in the format of an organisation's own system. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const name = NAMES[type]
  if (name === undefined) return undefined
  return {
    event_id: subject.id,
    event: name,
    event_timestamp: subject.at.toISOString(),
    user_id: subject.userId,
    email: subject.email,
    message_id: subject.messageId,
    tracking_id: subject.trackingId,
    campaign_id: sampleId(subject, 'campaign_id'),
    template_id: sampleId(subject, 'template_id'),
    workflow_id: sampleId(subject, 'workflow_id'),
    ...(type === 'conversion' && { value: 39.95, currency: 'USD' }),
  }
}
