import type { EventType } from '../../events/event.ts'
import type { SampleSubject } from '../platform.ts'
import { sampleId } from '../sample-ids.ts'

const NAMES: Partial<Record<EventType, string>> = {
  send: 'emailSend',
  delivery: 'inAppDelivery',
  open: 'emailOpen',
  click: 'emailClick',
  unsubscribe: 'emailUnSubscribe',
  subscribe: 'emailSubscribe',
  bounce: 'emailBounce',
  complaint: 'emailComplaint',
  dropped: 'emailSendSkip',
  reply: 'smsReceived',
  dismiss: 'inAppDelete',
  ignored: 'pushUninstall',
}

/** A sample report in the format of a System Webhook; for a custom event, in the format of a journey webhook. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  if (type === 'custom' || type === 'conversion') return journey(type, subject)
  const eventName = NAMES[type]
  if (eventName === undefined) return undefined
  const { at, userId, email, messageId, trackingId } = subject
  return {
    email,
    userId,
    eventName,
    dataFields: {
      email,
      createdAt: `${at.toISOString().slice(0, 19).replace('T', ' ')} +00:00`,
      messageId,
      campaignId: sampleId(subject, 'campaign_id') ?? null,
      templateId: sampleId(subject, 'template_id') ?? null,
      workflowId: sampleId(subject, 'workflow_id') ?? null,
      transactionalData: { tracking_id: trackingId },
      ...details(type, subject),
    },
  }
}

function details(type: EventType, { trackingId }: SampleSubject): Record<string, unknown> {
  switch (type) {
    case 'open':
      return { isBot: false }
    case 'click':
      return {
        url: `https://www.example.com/?trk=${encodeURIComponent(trackingId)}`,
        linkId: '1',
        isBot: false,
      }
    case 'bounce':
      return { recipientState: 'HardBounce', status: '5.1.1' }
    case 'dropped':
      return { reason: 'DuplicateMarketingMessage' }
    default:
      return {}
  }
}

const journey = (type: EventType, subject: SampleSubject): unknown => ({
  event_id: subject.id,
  event_name: type === 'conversion' ? 'purchase' : 'sample_event',
  event_timestamp: subject.at.toISOString(),
  userId: subject.userId,
  email: subject.email,
  workflowId: sampleId(subject, 'workflow_id') ?? 1,
  tracking_id: subject.trackingId,
  ...(type === 'conversion' && { value: 39.95, currency: 'USD' }),
})
