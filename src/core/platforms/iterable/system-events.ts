import type { EventType } from '../../events/event.ts'
import { firstText, readFields, readText } from '../fields.ts'
import type { IterablePayload } from './payload.ts'

export interface SystemEvent {
  readonly type: EventType
  readonly channel: string | null
  readonly subtype: string | null
}

/**
 * All events of a System Webhook, by name in lower case, because the vendor's documents spell `emailUnSubscribe` in
 * several ways.
 */
export const SYSTEM_EVENTS: ReadonlyMap<string, SystemEvent> = new Map([
  ...on('email', {
    emailSend: 'send',
    emailOpen: 'open',
    emailClick: 'click',
    emailBounce: 'bounce',
    emailComplaint: 'complaint',
    emailSendSkip: 'dropped',
    emailSubscribe: 'subscribe',
    emailUnSubscribe: 'unsubscribe',
  }),
  // A click on the link to the unsubscribe page: neither an unsubscribe nor interest in the message.
  ...on('email', { hostedUnsubscribeClick: 'click' }, 'unsubscribe_page'),
  ...on('push', {
    pushSend: 'send',
    pushOpen: 'open',
    pushBounce: 'bounce',
    pushSendSkip: 'dropped',
    pushUninstall: 'ignored',
  }),
  ...on('sms', {
    smsSend: 'send',
    smsClick: 'click',
    smsBounce: 'bounce',
    smsReceived: 'reply',
    smsSendSkip: 'dropped',
  }),
  ...on('in_app', {
    inAppSend: 'send',
    inAppDelivery: 'delivery',
    inAppOpen: 'open',
    inAppClick: 'click',
    inAppClose: 'dismiss',
    inAppDelete: 'dismiss',
    inAppSendSkip: 'dropped',
    inAppRecall: 'ignored',
  }),
  ...on('web_push', { webPushSend: 'send', webPushClick: 'click', webPushSendSkip: 'dropped' }),
  ...on('whatsapp', {
    whatsAppSend: 'send',
    whatsAppSeen: 'open',
    whatsAppClick: 'click',
    whatsAppBounce: 'bounce',
    whatsAppReceived: 'reply',
    whatsAppSendSkip: 'dropped',
  }),
  ...on('embedded', {
    embeddedSend: 'send',
    embeddedReceived: 'send',
    embeddedClick: 'click',
    embeddedSendSkip: 'dropped',
    embeddedSession: 'ignored',
  }),
  ...on('embedded', { embeddedImpression: 'open' }, 'impression'),
  ...on(null, { journeyExit: 'ignored' }),
])

/** The ways of unsubscribing that the person takes. All others are somebody else's, or follow from a bounce. */
const BY_PERSON = /link|hosted|header|mailto|oneclick|sms|reply|keyword|preference/i

/**
 * The meaning of a system event with these fields. Iterable reports changes of subscriptions under one name for all
 * channels and whoever made them: the person, a bounce, a complaint, an import, an API call, a journey or a user of
 * Iterable. Only the person's own is an answer to the wording.
 */
export function meaningOf(meaning: SystemEvent, { body }: IterablePayload): SystemEvent {
  const { type } = meaning
  if (type !== 'unsubscribe' && type !== 'subscribe') return meaning
  const fields = readFields(body['dataFields'] ?? body)
  const source = firstText([fields['unsubSource'], fields['signupSource']])
  const channel = source?.toLowerCase() === 'sms' ? 'sms' : meaning.channel
  const by = readText(fields['unsubSource'])
  const isPersons = type === 'subscribe' || by === null || BY_PERSON.test(by)
  return { ...meaning, channel, type: isPersons ? type : 'preference_change' }
}

function on(
  channel: string | null,
  types: Readonly<Record<string, EventType>>,
  subtype: string | null = null,
): [string, SystemEvent][] {
  return Object.entries(types).map(([name, type]) => [name.toLowerCase(), { type, channel, subtype }])
}
