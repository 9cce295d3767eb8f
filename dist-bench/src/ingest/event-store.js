/**
 * Claims the keys of events.
 * @returns for each event, in order, who holds its key: itself, or an event that came before
 */
export async function claimKeys(session, orgId, events) {
    const holders = await session.query({
        name: 'ingest-claim',
        text: `with given as (
             select * from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[]) as given (platform, key, event_id, request_id, received_at)
           ), claimed as (
             insert into event_keys (org_id, platform, key, event_id, request_id, received_at)
             select distinct on (platform, key) $1::int, * from given order by platform, key, event_id
             on conflict do nothing returning platform, key, event_id, request_id, received_at
           )
           select platform, key, event_id as "eventId", request_id as "requestId", received_at as "receivedAt" from claimed
           union all
           select platform, key, known.event_id, known.request_id, known.received_at from event_keys known
           where known.org_id = $1 and (platform, key) in (select platform, key from given)`,
        values: [
            orgId,
            events.map(({ platform }) => platform),
            events.map(({ key }) => key),
            events.map(({ id }) => id),
            events.map(({ requestId }) => requestId),
            events.map(({ receivedAt }) => receivedAt),
        ],
    });
    const byKey = new Map(holders.map(holder => [`${holder.platform}|${holder.key}`, holder]));
    return events.map(event => byKey.get(`${event.platform}|${event.key}`) ?? ownHolder(event));
}
const ownHolder = ({ platform, key, id, requestId, receivedAt }) => ({
    platform,
    key,
    eventId: id,
    requestId,
    receivedAt,
});
const COLUMNS = `id, received_at, occurred_at, request_id, platform, type, subtype, native_event, name, dedupe_key, user_key, email,
  message_id, tracking_id, campaign_id, template_ref, refs, channel, machine, amount_minor, currency, properties,
  outcome, reason, matched_by, decision_id, template_id, variant_id`;
/** Stores events with what became of them; an event that is read again takes the place of its first reading. */
export async function saveEvents(session, orgId, events, outcomeOf) {
    if (events.length === 0)
        return;
    const column = (name) => events.map(({ event }) => event[name]);
    const outcomes = events.map(outcomeOf);
    const overwritten = COLUMNS.split(',')
        .map(name => name.trim())
        .filter(name => !['id', 'received_at'].includes(name));
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
            column('occurredAt'),
            events.map(({ requestId }) => requestId),
            events.map(({ platform }) => platform),
            column('type'),
            column('subtype'),
            column('nativeEvent'),
            column('name'),
            column('dedupeKey'),
            events.map(({ event }) => event.userId ?? event.email),
            column('email'),
            column('messageId'),
            column('trackingId'),
            column('campaignId'),
            column('templateRef'),
            events.map(({ event }) => JSON.stringify(refsOf(event))),
            column('channel'),
            column('machine'),
            events.map(({ amountMinor }) => amountMinor),
            events.map(({ currency }) => currency),
            column('properties').map(properties => JSON.stringify(properties)),
            outcomes.map(({ outcome }) => outcome),
            outcomes.map(({ reason }) => reason),
            outcomes.map(({ matchedBy }) => matchedBy),
            outcomes.map(({ decisionId }) => decisionId),
            outcomes.map(({ templateId }) => templateId),
            outcomes.map(({ variantId }) => variantId),
        ],
    });
}
/** The platform's ids and, beside them, the decision or variant that a sender named outright. */
export const refsOf = ({ refs, decisionId, copyId }) => ({
    ...refs,
    ...(decisionId === null ? {} : { decision_id: decisionId }),
    ...(copyId === null ? {} : { copy_id: copyId }),
});
