import type { Event } from '../../core/events/event.ts'
import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

/** An event as its request's last reading stored it, with its key. */
export interface KeyedEvent extends StoredEvent {
  /** Null if the event holds no key any more. */
  readonly key: string | null
}

/** An event that is about to be stored. */
export interface ArrivedEvent extends KeyedEvent {
  /** The sender's key, or one made from the body where the sender gives none. */
  readonly key: string
  /** The event as the platform's adapter read it, without ids that name nobody. */
  readonly said: Event
  /** One sentence for each id that names nobody, and for each value that cannot be read or cannot be right. */
  readonly passedOver: readonly string[]
  /** How to mend those values, one sentence each. */
  readonly fixes: readonly string[]
  /** False if its time cannot be read. Then it takes no part in attribution. */
  readonly isDated: boolean
}

export interface KeyHolder {
  readonly platform: string
  readonly key: string
  readonly eventId: string
  readonly requestId: string
  readonly receivedAt: Date
}

const KEY = {
  platform: ['text', ({ platform }: ArrivedEvent) => platform],
  key: ['text', ({ key }: ArrivedEvent) => key],
  event_id: ['uuid', ({ id }: ArrivedEvent) => id],
  request_id: ['uuid', ({ requestId }: ArrivedEvent) => requestId],
  received_at: ['timestamptz', ({ receivedAt }: ArrivedEvent) => receivedAt],
} as const

const KEYS = rows<ArrivedEvent>(KEY)
const CLAIMS = rows<ArrivedEvent>({ ...KEY, position: ['int', (_, place) => place] })
const HELD = rows<KeyedEvent>({
  platform: ['text', ({ platform }) => platform],
  key: ['text', ({ key }) => key],
  event_id: ['uuid', ({ id }) => id],
})

/**
 * Claims the keys of events.
 * @returns for each event, in order, the holder of its key: the event itself, or an earlier one
 */
export async function claimKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly KeyHolder[]> {
  const holders = await session.query<KeyHolder>({
    name: 'ingest-claim',
    text: `with given as (
             select * from ${CLAIMS.sql}
           ), claimed as (
             insert into event_keys (org_id, ${KEYS.columns})
             select distinct on (platform, key) $1::int, ${KEYS.columns}
             from given order by platform, key, position
             on conflict do nothing returning ${KEYS.columns}
           )
           select platform, key, event_id as "eventId", request_id as "requestId", received_at as "receivedAt" from claimed
           union all
           select known.* from (select distinct platform, key from given) wanted cross join lateral (
             select ${KEYS.columns} from event_keys k
             where k.org_id = $1 and k.platform = wanted.platform and k.key = wanted.key offset 0) known`,
    values: [orgId, ...CLAIMS.values(events)],
  })
  const byKey = new Map(holders.map(holder => [`${holder.platform}|${holder.key}`, holder]))
  return events.map(event => byKey.get(`${event.platform}|${event.key}`) ?? ownHolder(event))
}

const ownHolder = ({ platform, key, id, requestId, receivedAt }: ArrivedEvent): KeyHolder => ({
  platform,
  key,
  eventId: id,
  requestId,
  receivedAt,
})

/** Releases the keys of events that no longer exist. */
export async function releaseKeys(
  session: Session,
  orgId: number,
  events: readonly KeyedEvent[],
): Promise<void> {
  const held = events.filter(({ key }) => key !== null)
  if (held.length === 0) return
  await session.query({
    name: 'ingest-release',
    text: `delete from event_keys known using ${HELD.sql}
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key and known.event_id = given.event_id`,
    values: [orgId, ...HELD.values(held)],
  })
}

/** Makes these events the holders of their keys. */
export async function takeKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<void> {
  await session.query({
    name: 'ingest-take',
    text: `update event_keys known set event_id = given.event_id, request_id = given.request_id, received_at = given.received_at
           from ${KEYS.sql}
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key`,
    values: [orgId, ...KEYS.values(events)],
  })
}

/** Stores events with their findings. A new reading overwrites the first. */
export async function saveEvents(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
  findingOf: (event: ArrivedEvent) => Finding,
): Promise<void> {
  if (events.length === 0) return
  await session.query({
    name: 'ingest-save-events',
    text: `insert into events (org_id, ${EVENTS.columns}) select $1, * from ${EVENTS.sql}
           on conflict (org_id, id, received_at) do update set ${OVERWRITTEN}`,
    values: [
      orgId,
      ...EVENTS.values(events.map(event => ({ event, said: event.said, finding: findingOf(event) }))),
    ],
  })
}

interface FoundEvent {
  readonly event: ArrivedEvent
  readonly said: Event
  readonly finding: Finding
}

const EVENTS = rows<FoundEvent>({
  id: ['uuid', ({ event }) => event.id],
  received_at: ['timestamptz', ({ event }) => event.receivedAt],
  occurred_at: ['timestamptz', ({ said }) => said.occurredAt],
  request_id: ['uuid', ({ event }) => event.requestId],
  platform: ['text', ({ event }) => event.platform],
  type: ['text', ({ event }) => event.type],
  subtype: ['text', ({ event }) => event.subtype],
  native_event: ['text', ({ said }) => said.nativeEvent],
  name: ['text', ({ event }) => event.name],
  dedupe_key: ['text', ({ said }) => said.dedupeKey],
  user_key: ['text', ({ event }) => event.userKey],
  email: ['text', ({ event }) => event.email],
  message_id: ['text', ({ event }) => event.messageId],
  tracking_id: ['text', ({ event }) => event.trackingId],
  campaign_id: ['text', ({ said }) => said.campaignId],
  template_ref: ['text', ({ said }) => said.templateRef],
  refs: ['jsonb', ({ event }) => JSON.stringify(event.refs)],
  channel: ['text', ({ said }) => said.channel],
  machine: ['bool', ({ event }) => event.machine],
  amount_minor: ['bigint', ({ event }) => event.amountMinor],
  currency: ['text', ({ event }) => event.currency],
  metrics: ['jsonb', ({ event }) => event.metrics && JSON.stringify(event.metrics)],
  properties: ['jsonb', ({ said }) => JSON.stringify(said.properties)],
  outcome: ['text', ({ finding }) => finding.outcome],
  reason: ['text', ({ finding }) => finding.reason],
  notes: ['text', ({ event }) => event.passedOver.join(' ') || null],
  matched_by: ['text', ({ finding }) => finding.matchedBy],
  decision_id: ['uuid', ({ finding }) => finding.send?.id],
  template_id: ['text', ({ finding }) => finding.send?.templateId],
  variant_id: ['uuid', ({ finding }) => finding.send?.variantId],
})

const OVERWRITTEN = EVENTS.names
  .filter(name => name !== 'id' && name !== 'received_at')
  .map(name => `${name} = excluded.${name}`)
  .join(', ')
