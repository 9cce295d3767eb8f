import { createEvent, type Event, type EventType } from '../../events/event.ts'
import { namingPerson } from '../../ids/none.ts'
import { readTime } from '../../values/time.ts'
import { unreadOf } from '../../values/unread.ts'
import { createDedupeKey } from '../dedupe-key.ts'
import { type Fields, isFields, otherFields, readFields, readRefs, readText } from '../fields.ts'
import type { Normalised } from '../platform.ts'
import { emailOf, primaryId, readIdentities } from './identity.ts'

const FEEDBACK = 'message.feedback'

const TYPE_BY_STATUS: ReadonlyMap<string, EventType> = new Map([
  ['sent', 'send'],
  ['delivered', 'delivery'],
  ['bounce', 'bounce'],
  ['error', 'failed'],
  ['errors', 'failed'],
  ['failed', 'failed'],
  ['exclude', 'dropped'],
  ['denylist', 'dropped'],
  ['delay', 'deferred'],
  ['delayed', 'deferred'],
  ['duplicate', 'dropped'],
  ['read', 'open'],
  ['unknown', 'ignored'],
])

export const REFS = {
  campaign_id: 'campaignID',
  campaign_version_id: 'campaignVersionID',
  message_id: 'messageID',
  message_profile_id: 'messageProfileID',
} as const

const NOT_PROPERTIES = ['requestId', 'channel', 'eventType', 'messageExecution', 'messageDeliveryFeedback']

/** Reads one report of the feedback webhook. */
export function readReport(report: unknown): Normalised {
  if (!isFields(report)) return reject('not-an-object', 'A feedback report is a JSON object.')
  const eventType = readText(report['eventType']) ?? FEEDBACK
  if (eventType.toLowerCase() !== FEEDBACK) {
    const fix = `Adobe reported "${eventType}", which this version does not know. Update Parley and replay the request.`
    const event = createReportEvent('custom', eventType, eventType, report)
    return { outcome: 'rejected', reason: 'unknown-event', fix, event }
  }
  const said = readFields(report['messageDeliveryFeedback'])['feedbackStatus']
  const status = readText(readFields(said)['value']) ?? readText(said)
  if (status === null) {
    return reject('no-status', 'The report has no messageDeliveryFeedback.feedbackStatus.value.')
  }
  // An undocumented status is stored, and does not count.
  const type = TYPE_BY_STATUS.get(status.toLowerCase()) ?? 'ignored'
  const nativeEvent = `${FEEDBACK}:${status.toLowerCase()}`
  return { outcome: 'event', event: createReportEvent(type, nativeEvent, status, report) }
}

/** @param once the values that identify the report of a recipient's message */
function createReportEvent(type: EventType, nativeEvent: string, once: string, report: Fields): Event {
  const execution = readFields(report['messageExecution'])
  const feedback = readFields(report['messageDeliveryFeedback'])
  const occurredAt = readTime(feedback['deliveryTimestamp'])
  const refs = readRefs(
    Object.fromEntries(Object.entries(REFS).map(([ref, name]) => [ref, execution[name]])),
    Object.keys(REFS),
  )
  return createEvent({
    type,
    nativeEvent,
    ...readIds(once, report, execution),
    occurredAt,
    unread: occurredAt === null ? unreadOf('time', feedback, ['deliveryTimestamp']) : [],
    campaignId: refs['campaign_id'] ?? null,
    templateRef: refs['message_id'] ?? null,
    refs,
    properties: {
      ...otherFields(report, NOT_PROPERTIES),
      ...otherFields(execution, ['messageExecutionID', ...Object.values(REFS)]),
      ...otherFields(feedback, ['feedbackStatus', ...(occurredAt === null ? [] : ['deliveryTimestamp'])]),
      ...readBounceClass(type, feedback),
    },
  })
}

/** Up to twenty recipients share the ids of a request, so the person is part of every key. */
function readIds(once: string, report: Fields, execution: Fields) {
  const channel = readText(report['channel'])?.toLowerCase() ?? null
  const identities = readIdentities(report['identityMap'])
  const userId = primaryId(identities, channel)
  const person = namingPerson(userId)
  const requestId = readText(report['requestId'])
  const messageId = readText(execution['messageExecutionID'])
  const isNamed = requestId !== null || messageId !== null
  return {
    channel,
    userId,
    email: emailOf(identities, report['channelContext']),
    trackingId: requestId,
    messageId,
    messageKey: messageId !== null && person !== null ? createDedupeKey(messageId, person) : null,
    // retryCount counts the failed attempts before this report. In the key, it would make a repetition a new event.
    dedupeKey: isNamed ? createDedupeKey(requestId, messageId, once, userId) : null,
  }
}

/** The value that all platforms use. Adobe's third type, Ignored, is neither: the mailbox may be fine. */
function readBounceClass(type: EventType, feedback: Fields): Record<string, string> {
  const failure = readText(readFields(feedback['messageFailure'])['type'])?.toLowerCase()
  return type === 'bounce' && (failure === 'hard' || failure === 'soft') ? { bounce_class: failure } : {}
}

const reject = (reason: string, fix: string): Normalised => ({ outcome: 'rejected', reason, fix })
