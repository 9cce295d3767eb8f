import { createEvent, type Event } from '../../events/event.ts'
import { readTime } from '../../values/time.ts'
import { unreadOf } from '../../values/unread.ts'
import { createDedupeKey } from '../dedupe-key.ts'
import {
  type Fields,
  firstText,
  firstUserId,
  otherFields,
  readEmail,
  readRefs,
  readText,
  URL_LENGTH_MAX,
} from '../fields.ts'
import { trackingIdOfUrl } from '../tracking-id.ts'
import type { EnsEvent } from './event-types.ts'
import { compositeKeyOf, emailParts } from './message-id.ts'
import { compositeOf, infoOf } from './payload.ts'

/** Reads an event. */
export function readEvent({ type, channel }: EnsEvent, category: string, fields: Fields): Event {
  const info = infoOf(fields)
  const isEmail = channel === 'email'
  const composite = isEmail ? emailParts(fields) : compositeOf(fields)
  const messageKey = firstText([info['messageKey'], fields['messageKey']])
  const refs = readIds(fields, composite)
  const email = isEmail ? readAddress(info['to']) : null
  const url = readText(info['contentLink'], URL_LENGTH_MAX)
  const occurredAt = readTime(fields['timestampUTC'])
  return createEvent({
    type,
    subtype: type === 'click' && isUnsubscribePage(url) ? 'unsubscribe_page' : null,
    nativeEvent: category,
    dedupeKey: keyOf(category, fields, messageKey),
    occurredAt,
    unread: occurredAt === null ? unreadOf('time', fields, ['timestampUTC']) : [],
    // Engagement events contain only the vendor's own number of the person.
    userId: firstUserId([
      info['subscriberKey'],
      info['contactKey'],
      fields['contactKey'],
      isEmail ? composite['subscriberId'] : null,
    ]),
    email,
    messageId: compositeKeyOf({ composite }),
    trackingId: messageKey ?? trackingIdOfUrl(info['contentLink']),
    campaignId: refs['definition_key'] ?? refs['job_id'] ?? null,
    templateRef: refs['email_id'] ?? null,
    refs,
    channel,
    properties: readProperties(fields, info, email, url),
  })
}

/**
 * There is no event id. These values together occur once. Without a time they would be the same for every later
 * event.
 */
function keyOf(category: string, fields: Fields, messageKey: string | null): string | null {
  const at = readText(fields['timestampUTC'])
  if (at === null) return null
  const info = infoOf(fields)
  const message = compositeKeyOf(fields) ?? messageKey ?? readText(fields['compositeId'])
  const ordinal = readText(info['ordinal'])
  const part = ordinal === null ? null : `${ordinal}:${readText(info['statusCode']) ?? ''}`
  return createDedupeKey(category, readText(fields['mid']), message, at, readText(info['jobUrlId']) ?? part)
}

function readIds(fields: Fields, composite: Fields): Record<string, string> {
  const said = {
    definition_key: fields['definitionKey'],
    definition_id: fields['definitionId'],
    job_id: composite['jobId'],
    list_id: composite['listId'],
    email_id: composite['emailId'],
  }
  const refs = readRefs(said, Object.keys(said))
  // Sends without a definition have a fixed word here.
  return Object.fromEntries(Object.entries(refs).filter(([, id]) => id !== 'NA'))
}

function readAddress(to: unknown): string | null {
  const address = readEmail(to)
  return address?.includes('@') ? address : null
}

/** The page on which Marketing Cloud lets people unsubscribe. A visit says nothing about the variant. */
const isUnsubscribePage = (url: string | null): boolean => /\/unsub_center\.aspx(?:[?#]|$)/i.test(url ?? '')

const NOT_PROPERTIES = ['subscriberKey', 'contactKey', 'messageKey', 'contentLink']
const NOT_PROPERTIES_OUTSIDE = [
  ...['eventCategoryType', 'timestampUTC', 'composite', 'Composite', 'compositeId', 'info', 'Info'],
  ...['definitionKey', 'definitionId', 'channel', 'contactKey', 'messageKey'],
]

function readProperties(
  fields: Fields,
  info: Fields,
  email: string | null,
  url: string | null,
): Record<string, unknown> {
  const bounceClass = /^(?:hard|soft)/i.exec(readText(info['bounceCode']) ?? '')?.[0].toLowerCase()
  return {
    ...otherFields(fields, NOT_PROPERTIES_OUTSIDE),
    ...otherFields(info, email === null ? NOT_PROPERTIES : [...NOT_PROPERTIES, 'to']),
    ...(bounceClass !== undefined && { bounce_class: bounceClass }),
    ...(url !== null && { url }),
  }
}
