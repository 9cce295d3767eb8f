import { createEvent, type Event, type EventType } from '../../events/event.ts'
import { readTime } from '../../values/time.ts'
import { unreadOf } from '../../values/unread.ts'
import { createDedupeKey } from '../dedupe-key.ts'
import {
  type Fields,
  firstEmail,
  firstText,
  firstUserId,
  isFields,
  otherFields,
  readFieldsOrJson,
  readFlag,
  readRefs,
  readText,
  URL_LENGTH_MAX,
} from '../fields.ts'
import type { ReadContext } from '../platform.ts'
import { trackingIdOfFields, trackingIdOfUrl } from '../tracking-id.ts'
import { fillFromQuery, type IterablePayload } from './payload.ts'
import type { SystemEvent } from './system-events.ts'

export const REFS = {
  campaign_id: 'campaignId',
  template_id: 'templateId',
  workflow_id: 'workflowId',
  experiment_id: 'experimentId',
  channel_id: 'channelId',
  message_type_id: 'messageTypeId',
} as const

const LINKS = ['url', 'linkUrl', 'clickedUrl', 'embeddedTargetUrl']

const NOT_PROPERTIES = [
  ...Object.values(REFS),
  'messageId',
  'email',
  'userId',
  'createdAt',
  'eventName',
  'eventTitle',
]

/** Reads a system event. */
export function readReport(
  meaning: SystemEvent,
  { eventName, body }: IterablePayload,
  query: ReadContext['query'],
): Event {
  const fields = fillFromQuery(isFields(body['dataFields']) ? body['dataFields'] : body, query)
  const who = {
    userId: firstUserId([body['userId'], fields['userId']]),
    email: firstEmail([body['email'], fields['email']]),
  }
  const occurredAt = readTime(fields['createdAt']) ?? readTime(body['createdAt'])
  const refs = readRefs(
    Object.fromEntries(Object.entries(REFS).map(([ref, name]) => [ref, fields[name]])),
    Object.keys(REFS),
  )
  const { messageId, ...ids } = readIds(fields, body)
  return createEvent({
    ...meaning,
    ...who,
    ...ids,
    nativeEvent: eventName ?? 'unknown',
    dedupeKey: createKey(
      [eventName, messageId, who.userId ?? who.email, occurredAt?.toISOString() ?? null],
      fields,
    ),
    occurredAt,
    unread:
      occurredAt === null
        ? [fields, body].flatMap(from => unreadOf('time', from, ['createdAt'])).slice(0, 1)
        : [],
    messageId,
    campaignId: refs['campaign_id'] ?? null,
    templateRef: refs['template_id'] ?? null,
    refs,
    machine: readMachine(meaning, fields),
    properties: { ...otherFields(fields, NOT_PROPERTIES), ...readDetails(meaning.type, fields) },
  })
}

/**
 * The ids of the message, and the ids that its sender attached for Iterable to return. The documented set-up passes
 * the message id to the Generate API as tracking id. It is not copied into the tracking id here, because attribution
 * tries it as both.
 */
function readIds(fields: Fields, body: Fields) {
  const transactional = readFieldsOrJson(fields['transactionalData'])
  const metadata = readFieldsOrJson(fields['metadata'] ?? body['metadata'])
  const attached = [transactional, metadata, readFieldsOrJson(fields['payload']), fields]
  const links = LINKS.map(name => fields[name])
  return {
    messageId: firstText([fields['messageId'], transactional['messageId'], metadata['messageId']]),
    trackingId: firstText([...attached.map(trackingIdOfFields), ...links.map(trackingIdOfUrl)]),
    decisionId: firstText(attached.flatMap(from => [from['decision_id'], from['decisionId']])),
    copyId: firstText(attached.flatMap(from => [from['copy_id'], from['copyId']])),
  }
}

/** Iterable has no event ids. Two clicks on one link within the same second become one, which is harmless. */
function createKey(
  parts: readonly [name: string | null, messageId: string | null, person: string | null, time: string | null],
  fields: Fields,
): string | null {
  const [, messageId, , time] = parts
  // Without a message and a time, the same event next month would count as a repetition of this one.
  if (messageId === null && time === null) return null
  const link = firstText(
    [fields['linkId'], fields['url'], fields['clickedUrl'], fields['embeddedTargetUrl']],
    URL_LENGTH_MAX,
  )
  return createDedupeKey(...parts, link)
}

/**
 * Apple's proxy fetches every mail, read or not; Gmail's proxy fetches only when a person opens. Iterable marks bots
 * on clicks in emails, so an unmarked click is by a person. An open without either field is unknown.
 */
function readMachine({ type, channel, subtype }: SystemEvent, fields: Fields): boolean | null {
  if (type !== 'open' && type !== 'click') return null
  const isBot = readFlag(fields['isBot'])
  const proxy = readText(fields['proxySource'])
  if (isBot === true || proxy?.toLowerCase() === 'apple') return true
  const isUnmarkedClick = type === 'click' && channel === 'email' && subtype === null
  return isBot === false || proxy !== null || isUnmarkedClick ? false : null
}

/** Values that all platforms name alike. */
function readDetails(type: EventType, fields: Fields): Record<string, string> {
  const links = LINKS.map(name => fields[name])
  const url = type === 'click' ? firstText(links, URL_LENGTH_MAX) : null
  const state = type === 'bounce' ? /^(hard|soft)/i.exec(readText(fields['recipientState']) ?? '') : null
  return { ...(url !== null && { url }), ...(state?.[1] && { bounce_class: state[1].toLowerCase() }) }
}
