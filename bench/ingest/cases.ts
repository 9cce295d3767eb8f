// The kinds of reports whose ingest is measured. Each makes the calls of some messages, as the platform sends them.

export interface Message {
  readonly userId: string
  readonly trackingId: string
  readonly decidedAtMs: number
}

export interface Call {
  readonly platform: string
  readonly body: object
}

export interface Case {
  readonly name: string
  /** Reported, and not measured, before the calls that are. */
  readonly before?: (messages: readonly Message[]) => readonly Call[]
  readonly calls: (messages: readonly Message[]) => readonly Call[]
}

const BRAZE_BATCH = 75
export const REPORTS = ['Send', 'Delivery', 'Open', 'Click'] as const
type Kind = (typeof REPORTS)[number]

export const CASES: readonly Case[] = [
  { name: 'Braze batches of 75', calls: messages => brazeCalls(messages, REPORTS) },
  { name: 'Customer.io, single calls', calls: messages => messages.flatMap(customerioCalls) },
  { name: 'purchases by user id', calls: messages => messages.map(purchase) },
  {
    name: 'late sends',
    before: messages => brazeCalls(messages, ['Click']),
    calls: messages => brazeCalls(messages, ['Send']),
  },
  {
    name: 'duplicates',
    before: messages => brazeCalls(messages, REPORTS),
    calls: messages => brazeCalls(messages, REPORTS),
  },
]

export const countEvents = (calls: readonly Call[]): number =>
  calls.reduce(
    (sum, { body }) => sum + ('events' in body ? (body.events as readonly unknown[]).length : 1),
    0,
  )

export function brazeCalls(messages: readonly Message[], kinds: readonly Kind[]): readonly Call[] {
  const events = kinds.flatMap(kind => messages.map(message => brazeEvent(message, kind)))
  return Array.from({ length: Math.ceil(events.length / BRAZE_BATCH) }, (_, at) => ({
    platform: 'braze',
    body: { events: events.slice(at * BRAZE_BATCH, (at + 1) * BRAZE_BATCH) },
  }))
}

function brazeEvent({ userId, trackingId, decidedAtMs }: Message, kind: Kind): object {
  return {
    event_type: `users.messages.email.${kind}`,
    id: `${trackingId}-${kind}`,
    time: secondsAfter(decidedAtMs, 60 * REPORTS.indexOf(kind)),
    user: { user_id: '639a35d192b0df004d06514c', external_user_id: userId, timezone: 'America/New_York' },
    properties: {
      app_group_id: 'a0000000-0000-4000-8000-000000000001',
      campaign_id: '11234567-89ab-cdef-0123-456789abcdef',
      campaign_name: 'Renewal',
      message_variation_id: 'c1234567-89ab-cdef-0123-456789abcdef',
      dispatch_id: `dispatch-${trackingId}`,
      email_address: `${userId}@example.com`,
      send_id: 'send-2026-01',
      message_extras: JSON.stringify({ tracking_id: trackingId }),
      ...(kind === 'Click' && { url: 'https://shop.example.com/renew', link_id: 'lk-1' }),
      ...(kind === 'Open' && { user_agent: 'Mozilla/5.0', device_os: 'macOS', mailbox_provider: 'gmail' }),
    },
  }
}

const METRICS = ['sent', 'delivered', 'opened', 'clicked'] as const

/** Only the click names the message of Parley; the others are matched by the platform's id of the message. */
const customerioCalls = ({ userId, trackingId, decidedAtMs }: Message): readonly Call[] =>
  METRICS.map((metric, at) => ({
    platform: 'cio',
    body: {
      event_id: `${trackingId}-${metric}`,
      object_type: 'email',
      metric,
      timestamp: secondsAfter(decidedAtMs, 60 * at),
      data: {
        customer_id: userId,
        identifiers: { id: userId, email: `${userId}@example.com`, cio_id: 'd9c106000001' },
        delivery_id: `delivery-${trackingId}`,
        campaign_id: 23,
        action_id: 42,
        recipient: `${userId}@example.com`,
        subject: 'Welcome, Alice',
        ...(metric === 'clicked' && { href: `https://shop.example.com/offer?tracking_id=${trackingId}` }),
      },
    },
  }))

const purchase = ({ userId, trackingId, decidedAtMs }: Message): Call => ({
  platform: 'events',
  body: {
    event_id: `${trackingId}-purchase`,
    event_name: 'purchase',
    event_timestamp: secondsAfter(decidedAtMs, 300),
    user_id: userId,
    value: 39.95,
    currency: 'USD',
    properties: { order_id: `o-${trackingId}`, items: 2, coupon: 'WELCOME' },
  },
})

const secondsAfter = (ms: number, seconds: number): number => Math.floor(ms / 1000) + seconds
