import { groupBy } from '../lib/group-by.js';
import { claimKeys, saveEvents } from './event-store.js';
import { FIXES } from './fixes.js';
import { loadDue, saveProcessed } from './inbox-store.js';
import { readRequest } from './read.js';
/**
 * From stored requests to counted events, in one transaction: a crash anywhere repeats the batch
 * and changes nothing twice. Every item ends in exactly one outcome.
 * @returns how many requests were processed, by outcome
 */
export async function processBatch(pipeline, session, org, now, countMax) {
    const requests = await loadDue(session, org.id, now, countMax);
    return processRequests(pipeline, session, org, requests, now);
}
export async function processRequests(pipeline, session, org, requests, now) {
    const readings = requests.map(request => readRequest(request, pipeline.findPlatform(request.platform), org));
    const sorted = await deduplicate(session, org, readings);
    const outcomes = await pipeline.settle(session, org, sorted.fresh, sorted.again);
    const outcomeOf = (event) => outcomes.get(event.id) ?? NOT_COUNTED;
    await saveEvents(session, org.id, [...sorted.fresh, ...sorted.again], outcomeOf);
    const processed = readings.map(reading => conclude(reading, sorted.holderOf, outcomeOf));
    if (processed.length > 0)
        await saveProcessed(session, org.id, processed, now);
    return new Map([...groupBy(processed, ({ outcome }) => outcome)].map(([outcome, list]) => [outcome, list.length]));
}
const NOT_COUNTED = {
    outcome: 'noted',
    reason: null,
    matchedBy: null,
    decisionId: null,
    templateId: null,
    variantId: null,
};
async function deduplicate(session, org, readings) {
    const events = readings.flatMap(reading => reading.readable ? reading.items.flatMap(item => ('event' in item ? [item.event] : [])) : []);
    const holders = events.length === 0 ? [] : await claimKeys(session, org.id, events);
    const fresh = [];
    const again = [];
    const holderOf = new Map();
    const seen = new Set();
    events.forEach((event, at) => {
        const { eventId = event.id, requestId = event.requestId } = holders[at] ?? {};
        const stored = { ...event, id: eventId };
        const duplicate = requestId !== event.requestId || seen.has(eventId);
        holderOf.set(event, { event: stored, duplicate });
        if (duplicate)
            return;
        seen.add(eventId);
        if (eventId === event.id)
            fresh.push(stored);
        else
            again.push(stored);
    });
    return { fresh, again, holderOf };
}
function conclude(reading, holderOf, outcomeOf) {
    const { request } = reading;
    if (!reading.readable) {
        const { reason, fix } = reading;
        return { request, outcome: 'unreadable', reason, items: [{ outcome: 'unreadable', reason, fix }] };
    }
    const items = reading.items.map(item => 'event' in item ? itemOf(item.event, holderOf, outcomeOf) : item.rejected);
    const outcomes = new Set(items.map(({ outcome }) => outcome));
    const [only] = outcomes;
    return {
        request,
        outcome: outcomes.size > 1 ? 'mixed' : (only ?? 'empty'),
        reason: items.length === 1 ? (items[0]?.reason ?? null) : null,
        items,
    };
}
function itemOf(item, holderOf, outcomeOf) {
    const { event, duplicate } = holderOf.get(item) ?? { event: item, duplicate: false };
    if (duplicate)
        return { outcome: 'duplicate', reason: 'The platform reported this event before.', event_id: event.id };
    const { outcome, reason } = outcomeOf(event);
    const fix = FIXES[outcome];
    return {
        outcome,
        event_id: event.id,
        ...(reason === null ? {} : { reason }),
        ...(fix === undefined ? {} : { fix }),
    };
}
