import { ownOf } from '../../../lib/own.ts'
import type { EventType } from '../../events/event.ts'
import { type Fields, readFlag, readText } from '../fields.ts'

/** The meaning of a track call's name. */
export interface Meaning {
  readonly type: EventType
  readonly channel: string | null
  readonly subtype: string | null
  /** Whether the event has a name that templates select. Otherwise it is about a message. */
  readonly isNamed: boolean
  readonly isOrder: boolean
  readonly bounceClass: 'hard' | 'soft' | null
}

/** An event with a name and no other meaning. */
export const CUSTOM: Meaning = {
  type: 'custom',
  channel: null,
  subtype: null,
  isNamed: true,
  isOrder: false,
  bounceClass: null,
}

/**
 * The meaning of a track call by its name, in any case and with any separators: the events of the email
 * specification, the events of Braze, Customer.io and Iterable as sources, and completed orders. All other names are
 * custom events, including "Opened" or "Reply" from a shop or an app.
 */
export function readTrackEvent(name: string, properties: Fields): Meaning {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const said =
    SPECIAL.get(plain)?.(properties) ??
    (STATE_CHANGE.test(plain) ? readStateChange(properties) : readMessageEvent(plain))
  return said === undefined ? CUSTOM : { ...CUSTOM, isNamed: false, ...said }
}

type Said = Pick<Meaning, 'type'> & Partial<Meaning>

const ORDER: Said = { type: 'conversion', isNamed: true, isOrder: true }

// A click on the link to the preference page: neither an unsubscribe nor interest in the message.
const UNSUBSCRIBE_PAGE: Said = { type: 'click', channel: 'email', subtype: 'unsubscribe_page' }

const SPECIAL = new Map<string, (properties: Fields) => Said>([
  ['ordercompleted', () => ORDER],
  // The name in the first version of the e-commerce specification.
  ['completedorder', () => ORDER],
  ['unsubscribed', () => ({ type: 'unsubscribe', channel: 'email' })],
  ['subscribed', () => ({ type: 'subscribe' })],
  ['hostedunsubscribeclick', () => UNSUBSCRIBE_PAGE],
  ['hostedunsubscribeclicked', () => UNSUBSCRIBE_PAGE],
  ['campaignconverted', () => ({ type: 'conversion' })],
  ['canvasconverted', () => ({ type: 'conversion' })],
  ['campaigncontrolgroupentered', () => ({ type: 'control' })],
  [
    'canvasentered',
    properties => ({ type: readFlag(properties['in_control_group']) ? 'control' : 'ignored' }),
  ],
  // Shown to a person who already had the app open, without a tap.
  ['iosforegroundpushopened', () => ({ type: 'ignored', channel: 'push' })],
])

/** A change of a subscription at Braze, in the spellings of both vendors' documents. */
const STATE_CHANGE = /^(?:global)?(?:subscription)?(?:group)?statechanged?$/

function readStateChange(properties: Fields): Said {
  const status = readText(properties['subscription_status'])
    ?.toLowerCase()
    .replace(/[^a-z]/g, '')
  const channel = readText(properties['channel'])
    ?.toLowerCase()
    .replace(/[^a-z]/g, '')
  const type =
    status === 'unsubscribed'
      ? 'unsubscribe'
      : status === 'subscribed' || status === 'optedin'
        ? 'subscribe'
        : 'preference_change'
  return { type, channel: ownOf(CHANNELS, channel ?? '') ?? null }
}

const CHANNELS: Readonly<Record<string, string>> = {
  email: 'email',
  sms: 'sms',
  push: 'push',
  webpush: 'web_push',
  inapp: 'in_app',
  whatsapp: 'whatsapp',
  contentcard: 'content_card',
  newsfeedcard: 'news_feed',
  mms: 'mms',
  rcs: 'rcs',
  line: 'line',
  banner: 'banner',
  slack: 'slack',
  webhook: 'webhook',
}

const MESSAGE_NAME = new RegExp(`^(${Object.keys(CHANNELS).join('|')})(?:message|notification)?([a-z]+)$`)

const VERBS: ReadonlyMap<string, Said> = new Map([
  ...each({ type: 'ignored' }, 'drafted', 'senttocarrier', 'carriersend', 'carriersent'),
  ...each({ type: 'send' }, 'send', 'sent'),
  ...each({ type: 'delivery' }, 'delivered', 'delivery', 'deliveries'),
  ...each({ type: 'open' }, 'open', 'opened', 'tapped', 'seen', 'read'),
  ...each({ type: 'open', subtype: 'impression' }, 'viewed', 'impression'),
  ...each(
    { type: 'click' },
    'click',
    'clicked',
    'linkclick',
    'linkclicked',
    'shortlinkclick',
    'shortlinkclicked',
  ),
  ...each({ type: 'conversion' }, 'converted'),
  ...each({ type: 'unsubscribe' }, 'unsubscribe', 'unsubscribed'),
  ...each({ type: 'subscribe' }, 'subscribe', 'subscribed'),
  ...each({ type: 'bounce' }, 'bounce', 'bounced'),
  ...each({ type: 'bounce', bounceClass: 'soft' }, 'softbounce', 'softbounced'),
  ...each({ type: 'bounce', bounceClass: 'hard' }, 'hardbounce', 'hardbounced'),
  ...each({ type: 'complaint' }, 'markedasspam', 'reportedasspam', 'spamreported', 'complained', 'complaint'),
  ...each(
    { type: 'dropped' },
    'dropped',
    'abort',
    'aborted',
    'suppressed',
    'undeliverable',
    'sendskip',
    'sendskipped',
  ),
  ...each(
    { type: 'failed' },
    'failed',
    'failure',
    'deliveryfailed',
    'deliveryfailure',
    'rejected',
    'rejection',
  ),
  ...each({ type: 'deferred' }, 'attempted', 'deferred', 'deferral', 'retry', 'retried'),
  ...each({ type: 'reply' }, 'reply', 'replied', 'inboundreceive', 'inboundreceived'),
  ...each({ type: 'dismiss' }, 'dismiss', 'dismissed'),
])

function readMessageEvent(plain: string): Said | undefined {
  const [, prefix = '', verb = ''] = MESSAGE_NAME.exec(plain) ?? []
  const channel = ownOf(CHANNELS, prefix) ?? null
  // Some names are plural: SMS Short Link Clicks.
  const said =
    verb === 'received' ? receivedOn(channel) : (VERBS.get(verb) ?? VERBS.get(verb.replace(/s$/, '')))
  if (said === undefined) return undefined
  // These are steps of a journey, not messages to a person.
  return channel === 'webhook' ? { type: 'ignored', channel } : { ...said, channel }
}

/** A phone receives a notification from us; we receive a text message from a phone. */
function receivedOn(channel: string | null): Said | undefined {
  if (channel === 'push' || channel === 'web_push') return { type: 'delivery' }
  return channel === 'sms' || channel === 'whatsapp' ? { type: 'reply' } : undefined
}

function each(said: Said, ...verbs: readonly string[]): [string, Said][] {
  return verbs.map(verb => [verb, said])
}
