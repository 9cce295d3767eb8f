import { isUtf8 } from 'node:buffer';
import { loadEventsOfRequest } from './event-store.js';
import { loadOutcomes } from './store.js';
/**
 * Calls as they are shown. What was written when a call was read may have been overtaken: a send
 * that arrives late settles the events that came before it. So items say what is known now.
 */
export async function showRequests(db, orgId, fixOf, rows) {
    const events = rows.flatMap(row => eventsIn(row));
    const outcomes = new Map((await loadOutcomes(db, orgId, events)).map(outcome => [outcome.id, outcome]));
    return rows.map(row => toSummary(row, outcomes, fixOf));
}
/** A call with its content, and with the events that it became. */
export async function showRequest(db, orgId, fixOf, row) {
    const outcomes = new Map((await loadOutcomes(db, orgId, eventsIn(row))).map(outcome => [outcome.id, outcome]));
    const { headers, query, body } = row;
    const events = await loadEventsOfRequest(db, orgId, row.id);
    return { ...toSummary(row, outcomes, fixOf), headers, query, body: toBody(body), events: [...events] };
}
const eventsIn = ({ items, received_at }) => (items ?? []).flatMap(item => {
    const id = ownEventOf(item);
    return id === undefined ? [] : [{ id, receivedAt: received_at }];
});
/** The event of a duplicate came with another call, and its outcome is not the duplicate's. */
const ownEventOf = ({ outcome, event_id }) => outcome === 'duplicate' ? undefined : event_id;
function toSummary(row, outcomes, fixOf) {
    return {
        id: row.id,
        platform: row.platform,
        received_at: row.received_at.toISOString(),
        processed_at: row.processed_at?.toISOString() ?? null,
        outcome: row.outcome,
        reason: row.reason,
        size_bytes: row.size_bytes,
        attempts: row.attempts,
        items: (row.items ?? []).map(item => toItem(item, outcomes.get(ownEventOf(item) ?? ''), fixOf)),
    };
}
function toItem(item, now, fixOf) {
    const { outcome, reason = null, fix = null, event_id = null } = item;
    if (!now)
        return { outcome, reason, fix, event_id };
    return { outcome: now.outcome, reason: now.reason, fix: fixOf(now.outcome) ?? null, event_id };
}
const toBody = (body) => isUtf8(body)
    ? { encoding: 'utf-8', text: body.toString('utf8') }
    : { encoding: 'base64', base64: body.toString('base64') };
