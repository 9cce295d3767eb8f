import { createEvent, type Event, type EventType } from '../../events/event.ts'
import {
  type Fields,
  firstText,
  otherFields,
  readFields,
  readFieldsOrJson,
  readFlag,
  readRefs,
  readText,
  URL_LENGTH_MAX,
} from '../fields.ts'
import { trackingIdOfMailHeaders, trackingIdOfUrl } from '../tracking-id.ts'
import type { CustomerioPayload } from './payload.ts'

/** Customer.io's ids of a message, and of its campaign. */
export const REFS = [
  'campaign_id',
  'action_id',
  'broadcast_id',
  'newsletter_id',
  'content_id',
  'transactional_message_id',
  'journey_id',
  'trigger_id',
  'parent_action_id',
  'trigger_event_id',
  // For the first kind of webhook.
  'template_id',
] as const

/** Fields that are read into the event, and the body of the message, which stays in the stored request. */
const NOT_PROPERTIES: ReadonlySet<string> = new Set([
  ...REFS,
  'customer_id',
  'identifiers',
  'delivery_id',
  'email_id',
  'email_address',
  'content',
  'headers',
  'href',
])

/** Reads a report. The channel is null if the report is about the person and not about a message. */
export function readReport(
  type: EventType,
  channel: string | null,
  { eventId, objectType, metric, occurredAt, unread, userId, email, data }: CustomerioPayload,
): Event {
  const refs = readRefs(data, REFS)
  const url = readText(data['href'], URL_LENGTH_MAX)
  const cioId = readText(readFields(data['identifiers'])['cio_id'])
  return createEvent({
    type,
    nativeEvent: `${objectType ?? 'customer'}.${metric ?? 'unknown'}`,
    dedupeKey: eventId,
    occurredAt,
    unread,
    userId,
    email,
    messageId: firstText([data['delivery_id'], data['email_id']]),
    trackingId: trackingIdOfMailHeaders(readFieldsOrJson(data['headers'])) ?? trackingIdOfUrl(data['href']),
    campaignId: firstOf(refs, ['campaign_id', 'broadcast_id', 'newsletter_id']),
    templateRef: firstOf(refs, ['action_id', 'content_id', 'transactional_message_id', 'template_id']),
    refs,
    channel,
    machine: readMachine(type, data),
    properties: readProperties(type, data, { cio_id: cioId, url }),
  })
}

function readProperties(type: EventType, data: Fields, ids: Readonly<Record<string, string | null>>) {
  const read = otherFields(data, NOT_PROPERTIES)
  for (const [name, id] of Object.entries(ids)) if (id !== null) read[name] = id
  const preferences = type === 'preference_change' ? readFieldsOrJson(data['content']) : {}
  // The person's chosen topics are JSON text.
  if (Object.keys(preferences).length > 0) read['preferences'] = preferences
  return read
}

const firstOf = (refs: Readonly<Record<string, string>>, names: readonly string[]): string | null =>
  firstText(names.map(name => refs[name]))

/** `proxied` is not used: an image proxy also fetches when a person opens. */
function readMachine(type: EventType, data: Fields): boolean | null {
  if (type === 'open') return readFlag(data['prefetched'])
  return type === 'click' ? readFlag(data['machine']) : null
}
