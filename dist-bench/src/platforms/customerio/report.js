import { createEvent } from '../../events/event.js';
import { otherFields, readFields, readFieldsOrJson, readFlag, readRefs, readText, URL_LENGTH_MAX, } from '../fields.js';
import { trackingIdOfMailHeaders, trackingIdOfUrl } from '../tracking-id.js';
/** The ids by which Customer.io names a message, and what it belongs to. */
const REFS = [
    'campaign_id',
    'action_id',
    'broadcast_id',
    'newsletter_id',
    'content_id',
    'transactional_message_id',
    'journey_id',
    'trigger_id',
    'parent_action_id',
    'trigger_event_id',
];
/** What became a field of the event, and the body of the message, which is kept with the request. */
const NOT_PROPERTIES = [
    ...REFS,
    'customer_id',
    'identifiers',
    'delivery_id',
    'email_address',
    'content',
    'headers',
    'href',
];
/** What a report says. The channel is null when it is about the person rather than a message. */
export function readReport(type, channel, { eventId, objectType, metric, occurredAt, userId, email, data }) {
    const refs = readRefs(data, REFS);
    const url = readText(data['href'], URL_LENGTH_MAX);
    const cioId = readText(readFields(data['identifiers'])['cio_id']);
    return {
        outcome: 'event',
        event: createEvent({
            type,
            nativeEvent: `${objectType ?? 'customer'}.${metric ?? 'unknown'}`,
            dedupeKey: eventId,
            occurredAt,
            userId,
            email,
            messageId: readText(data['delivery_id']),
            trackingId: trackingIdOfMailHeaders(data['headers']) ?? trackingIdOfUrl(data['href']),
            campaignId: refs['campaign_id'] ?? null,
            templateRef: refs['action_id'] ?? refs['transactional_message_id'] ?? null,
            refs,
            channel,
            machine: readMachine(type, data),
            properties: {
                ...otherFields(data, NOT_PROPERTIES),
                ...(cioId !== null && { cio_id: cioId }),
                ...(url !== null && { url }),
                ...readPreferences(type, data),
            },
        }),
    };
}
/** `proxied` says nothing here: an image proxy also fetches when a person opens. */
function readMachine(type, data) {
    if (type === 'open')
        return readFlag(data['prefetched']);
    return type === 'click' ? readFlag(data['machine']) : null;
}
/** Which topics a person has chosen comes as JSON text. */
function readPreferences(type, data) {
    const preferences = type === 'preference_change' ? readFieldsOrJson(data['content']) : {};
    return Object.keys(preferences).length === 0 ? {} : { preferences };
}
