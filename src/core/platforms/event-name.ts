import type { EventType } from '../events/event.ts'

const MESSAGE_EVENTS: ReadonlyMap<string, EventType> = new Map([
  ...each('send', 'send', 'sent'),
  ...each('delivery', 'delivery', 'delivered'),
  ...each('open', 'open', 'opened', 'seen', 'impression'),
  ...each('click', 'click', 'clicked', 'linkclick', 'linkclicked'),
  ...each('unsubscribe', 'unsubscribe', 'unsubscribed'),
  ...each('subscribe', 'subscribe', 'subscribed'),
  ...each('bounce', 'bounce', 'bounced', 'hardbounce', 'softbounce'),
  ...each('complaint', 'complaint', 'complained', 'spamcomplaint', 'spamreport', 'markedasspam', 'spammed'),
  ...each('dropped', 'drop', 'dropped', 'sendskip'),
  ...each('failed', 'failed'),
  ...each('deferred', 'deferred'),
  ...each('reply', 'reply', 'replied'),
  ...each('dismiss', 'dismiss', 'dismissed'),
])

/** These words also have a meaning outside messaging, so they need the channel before them. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['subscribe', 'subscribed', 'seen', 'drop', 'failed'])

const CHANNELS: ReadonlyMap<string, string> = new Map([
  ['email', 'email'],
  ['sms', 'sms'],
  ['push', 'push'],
  ['inapp', 'in_app'],
  ['webpush', 'web_push'],
  ['whatsapp', 'whatsapp'],
  ['embedded', 'embedded'],
])

const MESSAGE_NAME = /^(email|sms|push|inapp|webpush|whatsapp|embedded)?(?:message|notification)?([a-z]+)$/

/** Common names of the conversion in shops, subscriptions and the two usual analytics vocabularies. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  ...['conversion', 'converted'],
  ...['purchase', 'purchased', 'ordercompleted', 'orderplaced', 'placedorder', 'checkoutcompleted'],
  ...['signup', 'signedup', 'trialstarted', 'subscriptionstarted'],
])

interface MessageEvent {
  readonly type: EventType
  readonly subtype: string | null
  readonly channel: string | null
}

/**
 * The meaning of a name such as `emailSend`, `email_open` or `Clicked` for a message, in any case and with any
 * separators; undefined if it is not about a message.
 */
export function readMessageEvent(name: string): MessageEvent | undefined {
  const [, prefix, verb = ''] = MESSAGE_NAME.exec(plain(name)) ?? []
  const type = MESSAGE_EVENTS.get(verb)
  if (type === undefined || (prefix === undefined && AMBIGUOUS.has(verb))) return undefined
  return { type, subtype: verb === 'impression' ? verb : null, channel: CHANNELS.get(prefix ?? '') ?? null }
}

/** Whether the name is a common name for a conversion. */
export const isConversionName = (name: string): boolean => CONVERSIONS.has(plain(name))

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

function each(type: EventType, ...names: readonly string[]): [string, EventType][] {
  return names.map(name => [name, type])
}
