import type { EventType } from '../../events/event.ts'
import { listOf } from '../integration-list.ts'
import type { SampleSubject } from '../platform.ts'

const MID = 510001234

/** A sample report in the callback's format: a list of one event. */
export function sample(type: EventType, subject: SampleSubject): unknown {
  const event = BODIES[type]?.(subject)
  return event && [event]
}

type Body = (subject: SampleSubject) => Readonly<Record<string, unknown>>

// There is no sample handshake, because Parley would try to confirm a callback that does not exist.
const BODIES: Readonly<Partial<Record<EventType, Body>>> = {
  send: subject => transactional('EmailSent', subject, { status: 'Sent', renderedSubject: 'A sample' }),
  dropped: subject =>
    transactional('EmailNotSent', subject, {
      reason: 'The subscriber system status is held',
      statusCode: '2',
      statusMessage: 'Held',
    }),
  bounce: subject =>
    transactional('EmailBounced', subject, {
      bounceCode: 'HARD',
      bounceMessage: '5.1.1 (bad destination mailbox address) sample',
      smtpReason: '5.1.1',
    }),
  delivery: subject => ({
    ...common('TransactionalSendEvents.SmsDelivered', subject),
    compositeId: `api.${subject.id}.15555550199.0`,
    definitionKey: listOf(subject.integration['definition_key'])[0] ?? 'sample-definition',
    info: {
      to: '15555550199',
      subscriberKey: subject.userId,
      messageKey: subject.trackingId,
      ordinal: '0',
      statusCode: '4000',
      statusMessage: 'Delivered',
    },
  }),
  open: subject => engagement('EmailOpen', subject, { userAgent: 'Mozilla/5.0 (a sample)' }),
  click: subject =>
    engagement('EmailClick', subject, {
      jobUrlId: subject.id,
      contentLink: `https://www.example.com/?${new URLSearchParams({ trk: subject.trackingId })}`,
      userAgent: 'Mozilla/5.0 (a sample)',
    }),
  unsubscribe: subject =>
    engagement('EmailUnsubscribe', subject, { to: subject.email, unsubscribeMethod: 'Click' }),
  ignored: subject => ({
    ...common('SendEvents.AutomationInstanceCompleted', subject),
    automationName: 'A sample',
    automationInstanceID: subject.id,
    automationInstanceStatus: 'Completed',
  }),
}

const common = (eventCategoryType: string, { at }: SampleSubject) => ({
  eventCategoryType,
  timestampUTC: at.getTime(),
  mid: MID,
  eid: MID,
})

function transactional(name: string, subject: SampleSubject, info: object) {
  const composite = compositeOf(subject)
  return {
    ...common(`TransactionalSendEvents.${name}`, subject),
    definitionKey: listOf(subject.integration['definition_key'])[0] ?? 'sample-definition',
    composite: { ...composite, emailId: listOf(subject.integration['email_id'])[0] ?? '700001' },
    info: { to: subject.email, subscriberKey: subject.userId, messageKey: subject.trackingId, ...info },
  }
}

function engagement(name: string, subject: SampleSubject, info: object) {
  return {
    ...common(`EngagementEvents.${name}`, subject),
    definitionKey: listOf(subject.integration['definition_key'])[0] ?? 'NA',
    definitionId: 'NA',
    composite: compositeOf(subject),
    info,
    channel: 'email',
  }
}

/**
 * A message id of this platform has four parts. Any other id becomes the last part, so that it stays recognisable.
 */
function compositeOf({ messageId, integration }: SampleSubject) {
  const parts = messageId.split('.')
  const [jobId, listId, batchId, subscriberId] =
    parts.length === 4 ? parts : [listOf(integration['job_id'])[0] ?? '0', '0', '0', messageId]
  return { jobId, listId, batchId, subscriberId }
}
