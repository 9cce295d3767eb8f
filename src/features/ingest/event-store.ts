import type { Event } from '../../core/events/event.ts'
import type { Finding, StoredEvent } from '../../core/events/stored-event.ts'
import type { Session } from '../../runtime/db/session.ts'

/** An event on its way into the store. */
export interface ArrivedEvent extends StoredEvent {
  /** The sender's key, or one made from the body where the sender gives none. */
  readonly key: string
  /** As the platform's adapter read it. */
  readonly said: Event
}

export interface KeyHolder {
  readonly platform: string
  readonly key: string
  readonly eventId: string
  readonly requestId: string
  readonly receivedAt: Date
}

/**
 * Claims the keys of events.
 * @returns for each event, in order, who holds its key: itself, or an event that came before
 */
export async function claimKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<readonly KeyHolder[]> {
  const holders = await session.query<KeyHolder>({
    name: 'ingest-claim',
    text: `with given as (
             select * from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[]) with ordinality
               as given (platform, key, event_id, request_id, received_at, position)
           ), claimed as (
             insert into event_keys (org_id, platform, key, event_id, request_id, received_at)
             select distinct on (platform, key) $1::int, platform, key, event_id, request_id, received_at
             from given order by platform, key, position
             on conflict do nothing returning platform, key, event_id, request_id, received_at
           )
           select platform, key, event_id as "eventId", request_id as "requestId", received_at as "receivedAt" from claimed
           union all
           select known.* from (select distinct platform, key from given) wanted cross join lateral (
             select platform, key, event_id, request_id, received_at from event_keys k
             where k.org_id = $1 and k.platform = wanted.platform and k.key = wanted.key offset 0) known`,
    values: [
      orgId,
      events.map(({ platform }) => platform),
      events.map(({ key }) => key),
      events.map(({ id }) => id),
      events.map(({ requestId }) => requestId),
      events.map(({ receivedAt }) => receivedAt),
    ],
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

/** Gives up the keys of events that are not said any more. */
export async function releaseKeys(
  session: Session,
  orgId: number,
  events: readonly { readonly id: string; readonly platform: string; readonly key: string | null }[],
): Promise<void> {
  const held = events.filter(({ key }) => key !== null)
  if (held.length === 0) return
  await session.query({
    name: 'ingest-release',
    text: `delete from event_keys known using unnest($2::text[], $3::text[], $4::uuid[]) as given (platform, key, event_id)
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key and known.event_id = given.event_id`,
    values: [
      orgId,
      held.map(({ platform }) => platform),
      held.map(({ key }) => key),
      held.map(({ id }) => id),
    ],
  })
}

/** Makes events the holders of their keys, whoever was. */
export async function takeKeys(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
): Promise<void> {
  await session.query({
    name: 'ingest-take',
    text: `update event_keys known set event_id = given.event_id, request_id = given.request_id, received_at = given.received_at
           from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[])
             as given (platform, key, event_id, request_id, received_at)
           where known.org_id = $1 and known.platform = given.platform and known.key = given.key`,
    values: [
      orgId,
      events.map(({ platform }) => platform),
      events.map(({ key }) => key),
      events.map(({ id }) => id),
      events.map(({ requestId }) => requestId),
      events.map(({ receivedAt }) => receivedAt),
    ],
  })
}

const COLUMNS = `id, received_at, occurred_at, request_id, platform, type, subtype, native_event, name, dedupe_key, user_key, email,
  message_id, tracking_id, campaign_id, template_ref, refs, channel, machine, amount_minor, currency, properties,
  outcome, reason, matched_by, decision_id, template_id, variant_id`

/** Stores events with what became of them; an event that is read again takes the place of its first reading. */
export async function saveEvents(
  session: Session,
  orgId: number,
  events: readonly ArrivedEvent[],
  findingOf: (event: ArrivedEvent) => Finding,
): Promise<void> {
  if (events.length === 0) return
  const said = <Name extends keyof Event>(name: Name) => events.map(event => event.said[name])
  const findings = events.map(findingOf)
  const overwritten = COLUMNS.split(',')
    .map(name => name.trim())
    .filter(name => !['id', 'received_at'].includes(name))
  await session.query({
    name: 'ingest-save-events',
    text: `insert into events (org_id, ${COLUMNS})
           select $1, * from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
             $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::jsonb[], $19::text[],
             $20::bool[], $21::bigint[], $22::text[], $23::jsonb[], $24::text[], $25::text[], $26::text[], $27::uuid[], $28::text[], $29::uuid[])
           on conflict (org_id, id, received_at) do update set ${overwritten.map(name => `${name} = excluded.${name}`).join(', ')}`,
    values: [
      orgId,
      events.map(({ id }) => id),
      events.map(({ receivedAt }) => receivedAt),
      said('occurredAt'),
      events.map(({ requestId }) => requestId),
      events.map(({ platform }) => platform),
      said('type'),
      said('subtype'),
      said('nativeEvent'),
      said('name'),
      said('dedupeKey'),
      events.map(({ userKey }) => userKey),
      said('email'),
      events.map(({ messageId }) => messageId),
      said('trackingId'),
      said('campaignId'),
      said('templateRef'),
      events.map(({ refs }) => JSON.stringify(refs)),
      said('channel'),
      said('machine'),
      events.map(({ amountMinor }) => amountMinor),
      events.map(({ currency }) => currency),
      said('properties').map(properties => JSON.stringify(properties)),
      findings.map(({ outcome }) => outcome),
      findings.map(({ reason }) => reason),
      findings.map(({ matchedBy }) => matchedBy),
      findings.map(({ send }) => send?.id ?? null),
      findings.map(({ send }) => send?.templateId ?? null),
      findings.map(({ send }) => send?.variantId ?? null),
    ],
  })
}
