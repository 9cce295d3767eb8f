import type { Event } from '../../core/events/event.ts'
import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import { markDays } from '../../runtime/db/changed-days.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

/** An event as its request's last reading stored it, with its key. */
export interface KeyedEvent extends StoredEvent {
  /** Null if the event holds no key any more. */
  readonly key: string | null
}

/** The event as it was read lives no longer than its reading: a batch holds a thousand. */
interface SaidFields
  extends Pick<Event, 'occurredAt' | 'nativeEvent' | 'dedupeKey' | 'campaignId' | 'templateRef' | 'channel'> {
  /** JSON text. */
  readonly properties: string
}

/** An event that is about to be stored. */
export interface ArrivedEvent extends KeyedEvent {
  /** The sender's key, or one made from the body where the sender gives none. */
  readonly key: string
  /** What is stored of the event as the platform's adapter read it, without ids that name nobody. */
  readonly said: SaidFields
  /** One sentence for each id that names nobody, and for each value that cannot be read or cannot be right. */
  readonly passedOver: readonly string[]
  /** How to mend those values, one sentence each. */
  readonly fixes: readonly string[]
  /** False if its time cannot be read. Then it takes no part in attribution. */
  readonly isDated: boolean
  /** Why it is kept for comparison alone; null if it takes part in attribution. */
  readonly comparedReason: string | null
}

interface Arrival {
  readonly fresh: readonly ArrivedEvent[]
  readonly again: readonly ArrivedEvent[]
  /** The former readings of those that were read before. */
  readonly before: readonly StoredEvent[]
}

/** Stores events with their findings. A new reading overwrites the first. */
export async function saveEvents(
  session: Session,
  orgId: number,
  { fresh, again, before }: Arrival,
  findingOf: (event: ArrivedEvent) => Finding,
): Promise<void> {
  const days = [...fresh, ...again, ...before].map(({ at }) => at)
  if (days.length > 0) await markDays(session, orgId, days)
  const valuesOf = (events: readonly ArrivedEvent[]) =>
    EVENTS.values(events.map(event => ({ event, said: event.said, finding: findingOf(event) })))
  // Without a conflict to expect, a row is written once, and not first as an attempt.
  if (fresh.length > 0)
    await session.query({ name: 'ingest-save-events', text: INSERT, values: [orgId, ...valuesOf(fresh)] })
  if (again.length > 0)
    await session.query({ name: 'ingest-save-again', text: UPSERT, values: [orgId, ...valuesOf(again)] })
}

interface FoundEvent {
  readonly event: ArrivedEvent
  readonly said: SaidFields
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
  lookback_hours: ['int', ({ event }) => event.lookbackHours],
  is_exported: ['bool', ({ event }) => event.isExported],
  metrics: ['jsonb', ({ event }) => event.metrics && JSON.stringify(event.metrics)],
  properties: ['jsonb', ({ said }) => said.properties],
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

const INSERT = `insert into events (org_id, ${EVENTS.columns}) select $1, * from ${EVENTS.sql}`
const UPSERT = `${INSERT} on conflict (org_id, id, received_at) do update set ${OVERWRITTEN}`
