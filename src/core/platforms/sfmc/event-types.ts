import type { EventType } from '../../events/event.ts'

export interface EnsEvent {
  readonly type: EventType
  readonly channel: string | null
}

/** By what follows the dot of `eventCategoryType`, in lower case. */
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
    // A state on the way, not a result.
    SmsTransient: 'ignored',
  }),
])

/** Families of which every event is understood and none is counted. */
const IGNORED: readonly (readonly [prefix: string, channel: string | null])[] = [
  ['automationinstance', null],
  ['ott', 'whatsapp'],
  ['push', 'push'],
  ['inapp', 'in_app'],
  ['inbox', 'push'],
]

/** What an event category such as `EngagementEvents.EmailOpen` is; undefined when it is not known. */
export function findEvent(category: string): EnsEvent | undefined {
  const name = category.slice(category.lastIndexOf('.') + 1).toLowerCase()
  const family = IGNORED.find(([prefix]) => name.startsWith(prefix))
  return EVENTS.get(name) ?? (family && { type: 'ignored', channel: family[1] })
}

/** What an event that is not known is probably about. */
export const channelOf = (category: string): string | null =>
  /\.(email|sms)/i.exec(category)?.[1]?.toLowerCase() ?? null

function events(channel: string, types: Readonly<Record<string, EventType>>): [string, EnsEvent][] {
  return Object.entries(types).map(([name, type]) => [name.toLowerCase(), { type, channel }])
}
