import type { EventType } from '../../events/event.ts'

export interface EnsEvent {
  readonly type: EventType
  readonly channel: string | null
}

/** By the part of `eventCategoryType` after the dot, in lower case. */
const EVENTS: ReadonlyMap<string, EnsEvent> = new Map([
  ...events('email', {
    EmailSent: 'send',
    EmailNotSent: 'dropped',
    EmailBounced: 'bounce',
    EmailOpen: 'open',
    EmailClick: 'click',
    EmailUnsubscribe: 'unsubscribe',
  }),
  ...events('sms', {
    SmsSent: 'send',
    SmsNotSent: 'dropped',
    SmsBounced: 'bounce',
    SmsDelivered: 'delivery',
    // An intermediate state, not a result.
    SmsTransient: 'ignored',
  }),
])

/** Families whose events are all known and not counted. */
const IGNORED: readonly (readonly [prefix: string, channel: string | null])[] = [
  ['automationinstance', null],
  ['ott', 'whatsapp'],
  ['push', 'push'],
  ['inapp', 'in_app'],
  ['inbox', 'push'],
]

/** The meaning of an event category such as `EngagementEvents.EmailOpen`; undefined if it is unknown. */
export function findEvent(category: string): EnsEvent | undefined {
  const name = category.slice(category.lastIndexOf('.') + 1).toLowerCase()
  const family = IGNORED.find(([prefix]) => name.startsWith(prefix))
  return EVENTS.get(name) ?? (family && { type: 'ignored', channel: family[1] })
}

/** The likely channel of an unknown event. */
export const channelOf = (category: string): string | null =>
  /\.(email|sms)/i.exec(category)?.[1]?.toLowerCase() ?? null

function events(channel: string, types: Readonly<Record<string, EventType>>): [string, EnsEvent][] {
  return Object.entries(types).map(([name, type]) => [name.toLowerCase(), { type, channel }])
}
