import { sha256Hex } from '../lib/hash.js';
import { createId } from '../lib/id.js';
import { toMinorUnits } from '../lib/money.js';
// Without a key of the sender's, the same words within this time are the same event, sent again.
const REPEAT_WINDOW_MS = 3_600_000;
/** Bytes to events. Pure: what it makes of a request is the same at every reading. */
export function readRequest(request, platform, org) {
    if (!platform)
        return {
            request,
            readable: false,
            reason: 'unknown-platform',
            fix: 'This version of Parley does not know the platform any more.',
        };
    const read = platform.read(request.body, { query: request.query, receivedAt: request.receivedAt });
    if (!read.ok)
        return { request, readable: false, ...read.reason };
    return { request, readable: true, items: read.value.map((item, at) => toItem(request, item, at, org)) };
}
function toItem(request, item, at, org) {
    if (item.outcome === 'rejected')
        return { rejected: { outcome: 'rejected', reason: item.reason, fix: item.fix } };
    return { event: toNewEvent(request, item.event, at, org.currency) };
}
function toNewEvent(request, event, at, defaultCurrency) {
    const currency = event.value === null ? event.currency : (event.currency ?? defaultCurrency);
    return {
        id: createId(request.receivedAt.getTime()),
        requestId: request.id,
        receivedAt: request.receivedAt,
        platform: request.platform,
        key: event.dedupeKey ?? keyFromContent(request, at),
        event,
        amountMinor: event.value === null || currency === null ? null : toMinorUnits(event.value, currency),
        currency,
    };
}
/** Some senders give neither key nor time: then equal bodies in the same hour are one event. */
function keyFromContent({ body, receivedAt }, at) {
    return `content|${sha256Hex(body)}|${at}|${Math.floor(receivedAt.getTime() / REPEAT_WINDOW_MS)}`;
}
