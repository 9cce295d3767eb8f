import { fail, ok } from '../../lib/result.js';
import { isFields, readEmail, readFields, readText, readTime } from '../fields.js';
/** A request carries exactly one report. */
export function parsePayload(body) {
    if (!isFields(body))
        return fail({ reason: 'wrong-shape', fix: 'A reporting webhook of Customer.io sends one JSON object.' });
    const data = readFields(body['data']);
    const identifiers = readFields(data['identifiers']);
    // The published schema of the preference event misspells its own key; both are read.
    const objectType = readText(body['object_type'] ?? body['object_type_type']);
    return ok([
        {
            eventId: readText(body['event_id']),
            objectType: objectType?.toLowerCase() ?? null,
            metric: readText(body['metric'])?.toLowerCase() ?? null,
            occurredAt: readTime(body['timestamp']),
            // Older bodies have no identifiers, newer ones may leave the deprecated customer_id blank.
            userId: readText(identifiers['id']) ?? readText(data['customer_id']),
            email: readEmail(identifiers['email']) ??
                readEmail(data['email_address']) ??
                readRecipient(objectType, data),
            data,
        },
    ]);
}
/** The recipient is an address only of an email; else it is a phone number, a channel or a user id. */
function readRecipient(objectType, data) {
    const recipient = objectType?.toLowerCase() === 'email' ? readEmail(data['recipient']) : null;
    return recipient?.includes('@') ? recipient : null;
}
