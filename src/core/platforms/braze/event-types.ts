import { ownOf } from '../../../lib/own.ts'
import type { EventType } from '../../events/event.ts'
import { type Fields, readFlag, readText } from '../fields.ts'

export interface Meaning {
  readonly type: EventType
  readonly subtype: string | null
  readonly channel: string | null
  readonly bounceClass: 'hard' | 'soft' | null
}

/** The names of messages in event types, and our names for their channels. */
const CHANNELS: Readonly<Record<string, string>> = {
  email: 'email',
  pushnotification: 'push',
  sms: 'sms',
  mms: 'mms',
  whatsapp: 'whatsapp',
  line: 'line',
  rcs: 'rcs',
  contentcard: 'content_card',
  inappmessage: 'in_app',
  banner: 'banner',
  newsfeed: 'news_feed',
  newsfeedcard: 'news_feed',
  webhook: 'webhook',
}

const TEXTING: Readonly<Record<string, EventType>> = {
  Send: 'send',
  // The carrier's own send of a message that was already sent. It would be a second send.
  CarrierSend: 'ignored',
  Delivery: 'delivery',
  DeliveryFailure: 'failed',
  Rejection: 'failed',
  ShortLinkClick: 'click',
  InboundReceive: 'reply',
}

const CARD: Readonly<Record<string, EventType>> = { Impression: 'open', Click: 'click' }

/** Every channel also has Abort and Retry. */
const MESSAGES: Readonly<Record<string, Readonly<Record<string, EventType>>>> = {
  email: {
    Send: 'send',
    Delivery: 'delivery',
    Open: 'open',
    Click: 'click',
    Bounce: 'bounce',
    SoftBounce: 'bounce',
    Deferral: 'deferred',
    MarkAsSpam: 'complaint',
    Unsubscribe: 'unsubscribe',
  },
  pushnotification: {
    Send: 'send',
    Open: 'open',
    Bounce: 'bounce',
    // Estimates: the app was used after a push, or was open when it arrived.
    InfluencedOpen: 'ignored',
    IosForeground: 'ignored',
  },
  sms: TEXTING,
  mms: TEXTING,
  whatsapp: {
    Send: 'send',
    Delivery: 'delivery',
    Read: 'open',
    Click: 'click',
    Failure: 'failed',
    InboundReceive: 'reply',
  },
  line: { Send: 'send', Click: 'click', InboundReceive: 'reply' },
  rcs: {
    Send: 'send',
    Delivery: 'delivery',
    Read: 'open',
    Click: 'click',
    Rejection: 'failed',
    InboundReceive: 'reply',
  },
  contentcard: { ...CARD, Send: 'send', Dismiss: 'dismiss' },
  inappmessage: CARD,
  banner: { ...CARD, Dismiss: 'dismiss' },
  newsfeed: CARD,
  newsfeedcard: CARD,
  // These are calls to servers, not messages to a person.
  webhook: { Send: 'ignored', Failure: 'ignored', Retry: 'ignored' },
}

/** Known types that say nothing about a variant's results. */
const IGNORED = [
  'users.UserOrphan',
  'users.RandomBucketNumberUpdate',
  'users.behaviors.InstallAttribution',
  'users.behaviors.Location',
  'users.behaviors.Uninstall',
  'users.behaviors.UpgradedApp',
  'users.behaviors.app.FirstSession',
  'users.behaviors.app.NewsFeedImpression',
  'users.behaviors.app.SessionEnd',
  'users.behaviors.app.SessionStart',
  'users.behaviors.liveactivity.PushToStartTokenChange',
  'users.behaviors.liveactivity.UpdateTokenChange',
  'users.behaviors.pushnotification.TokenStateChange',
  'users.campaigns.Abort',
  'users.campaigns.FrequencyCap',
  'users.campaigns.UniqueReceipt',
  'users.canvas.Abort',
  'users.canvas.FrequencyCap',
  'users.canvas.costep.Conversion',
  'users.canvas.costep.Send',
  'users.canvas.exit.MatchedAudience',
  'users.canvas.exit.PerformedEvent',
  'users.canvas.sendtodestination.NotSent',
  'users.canvas.sendtodestination.Sent',
  'users.canvasstep.Progression',
  'users.contentoptimizer.ComponentStore',
  'users.messages.featureflag.Impression',
  'users.messages.landingpage.Click',
  'users.messages.landingpage.FormSubmission',
  'users.messages.landingpage.Impression',
  'users.messages.liveactivity.Outcome',
  'users.messages.liveactivity.Send',
  'users.messages.survey.Response',
]

/** Other reports of Braze. The meaning of some types depends on the event's fields. */
const OTHERS: Readonly<Record<string, EventType | ((properties: Fields) => EventType)>> = {
  'users.behaviors.CustomEvent': 'custom',
  'users.behaviors.Purchase': 'conversion',
  'users.campaigns.Conversion': 'conversion',
  'users.canvas.Conversion': 'conversion',
  'users.canvas.experimentstep.Conversion': 'conversion',
  'users.campaigns.EnrollInControl': 'control',
  'users.canvas.Entry': readGroup,
  'users.canvas.experimentstep.SplitEntry': readGroup,
  'users.behaviors.subscription.GlobalStateChange': readSubscription,
  'users.behaviors.subscriptiongroup.StateChange': readSubscription,
  'users.UserDeleteRequest': 'user_deletion',
}

/** Braze reports every entry. Only an entry into a control group matters. */
function readGroup(properties: Fields): EventType {
  return readFlag(properties['in_control_group']) === true ? 'control' : 'ignored'
}

function readSubscription(properties: Fields): EventType {
  const status = readText(properties['subscription_status'])
    ?.toLowerCase()
    .replace(/[^a-z]/g, '')
  if (status === 'unsubscribed') return 'unsubscribe'
  return status === 'subscribed' || status === 'optedin' ? 'subscribe' : 'preference_change'
}

/** What agents of Braze's console did: about no person and no message. Braze adds such types often. */
const AGENTS = /^(?:users\.)?agentconsole\./

const TYPES: ReadonlyMap<string, EventType | ((properties: Fields) => EventType)> = new Map([
  ...Object.entries(MESSAGES).flatMap(([message, types]) =>
    Object.entries({ Abort: 'dropped' as const, Retry: 'deferred' as const, ...types }).map(
      ([action, type]) => [`users.messages.${message}.${action}`.toLowerCase(), type] as const,
    ),
  ),
  ...IGNORED.map(name => [name.toLowerCase(), 'ignored'] as const),
  ...Object.entries(OTHERS).map(([name, type]) => [name.toLowerCase(), type] as const),
])

/** The meaning of an event type, in any case; undefined if this version does not know it. */
export function readMeaning(eventType: string, properties: Fields): Meaning | undefined {
  const name = eventType.toLowerCase()
  const known = TYPES.get(name) ?? (AGENTS.test(name) ? 'ignored' : undefined)
  if (known === undefined) return undefined
  const [, family, message = '', action] = name.split('.')
  const type = typeof known === 'function' ? known(properties) : known
  return {
    type,
    subtype: type === 'open' && action === 'impression' ? 'impression' : null,
    channel: family === 'messages' ? (ownOf(CHANNELS, message) ?? null) : readChannel(properties),
    bounceClass: type === 'bounce' ? (action === 'softbounce' ? 'soft' : 'hard') : null,
  }
}

/** A change of a subscription has its channel in a field. */
function readChannel(properties: Fields): string | null {
  const said = readText(properties['channel'])?.toLowerCase() ?? null
  return said === null ? null : (ownOf(CHANNELS, said) ?? said)
}
