import { columnsOf } from './store.js';
// One function a table. Each returns how many rows have lost what was personal, or have gone.
/** Keeps who got which wording out, and what, with what probability and why in. */
export function clearDecisions(session, orgId, decisions) {
    return change(session, `update decisions d set user_key = null, email = null, tracking_id = null, attrs = '{}'
     from unnest($2::uuid[], $3::timestamptz[]) as given (id, decided_at)
     where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at`, [orgId, ...columnsOf(decisions)]);
}
export function clearMessages(session, orgId, decisions) {
    return change(session, `update messages m set user_key = null from unnest($2::uuid[], $3::timestamptz[]) as given (id, decided_at)
     where m.org_id = $1 and m.decision_id = given.id and m.decided_at = given.decided_at`, [orgId, ...columnsOf(decisions)]);
}
/** Keeps what happened when, and which decision it counts for. */
export function clearEvents(session, orgId, events) {
    return change(session, `update events e set user_key = null, email = null, tracking_id = null, message_id = null, dedupe_key = null,
       refs = '{}', properties = '{}'
     from unnest($2::uuid[], $3::timestamptz[]) as given (id, received_at)
     where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at`, [orgId, events.map(({ id }) => id), events.map(({ receivedAt }) => receivedAt)]);
}
/**
 * The calls that brought the events, for the first time or again. What others reported in the same
 * calls goes too.
 * @param events newest first
 */
export async function clearRequests(session, orgId, events) {
    const first = await change(session, `update inbound_requests r set headers = '{}', query = '{}', body = ''
     from (select distinct * from unnest($2::uuid[], $3::timestamptz[])) as given (id, received_at)
     where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at`, [orgId, events.map(({ requestId }) => requestId), events.map(({ receivedAt }) => receivedAt)]);
    const earliest = events.at(-1)?.receivedAt;
    if (!earliest)
        return first;
    const again = await change(session, `update inbound_requests r set headers = '{}', query = '{}', body = ''
     where r.org_id = $1 and r.received_at >= $2 and r.outcome in ('duplicate', 'mixed') and octet_length(r.body) > 0
       and exists (select from jsonb_array_elements(r.items) as item where item->>'event_id' = any($3))`, [orgId, earliest, events.map(({ id }) => id)]);
    return first + again;
}
/** Keys that hold a name. The others stay, so that a report that is sent again is not counted again. */
export function deleteEventKeys(session, orgId, events, names) {
    return change(session, `delete from event_keys known using events e, unnest($2::uuid[], $3::timestamptz[]) as given (id, received_at)
     where e.org_id = $1 and e.id = given.id and e.received_at = given.received_at
       and known.org_id = $1 and known.platform = e.platform and known.key = e.dedupe_key
       and exists (select from unnest($4::text[]) as name where strpos(lower(known.key), lower(name)) > 0)`, [orgId, events.map(({ id }) => id), events.map(({ receivedAt }) => receivedAt), names]);
}
/** Keys of requests hold tracking ids and user ids. */
export function deleteMessageKeys(session, orgId, decisions) {
    return change(session, 'delete from message_keys where org_id = $1 and decision_id = any($2)', [
        orgId,
        decisions.map(({ id }) => id),
    ]);
}
/** With them, whoever can look into the platform would find the person again. */
export function deleteMessageIds(session, orgId, decisions) {
    return change(session, 'delete from message_ids where org_id = $1 and decision_id = any($2)', [
        orgId,
        decisions.map(({ id }) => id),
    ]);
}
export function deleteLinks(session, orgId, names) {
    return change(session, 'delete from person_links where org_id = $1 and (user_id = any($2) or email = any($2))', [orgId, names]);
}
async function change(session, text, values) {
    const [row] = await session.query({
        text: `with changed as (${text} returning 1) select count(*) from changed`,
        values,
    });
    return row?.count ?? 0;
}
