import { fail, ok } from '../../lib/result.js';
import { equalInConstantTime } from '../../lib/signature.js';
import { requireIngestKey } from '../credential.js';
import { definePlatform, } from '../platform.js';
import { readJourneyWebhook } from './journey.js';
import { parsePayload } from './payload.js';
import { readReport } from './report.js';
import { INTEGRATION, SETTINGS } from './settings.js';
import { SYSTEM_EVENTS } from './system-events.js';
/** Iterable's System Webhooks, and journey webhooks that were pointed at the same address. */
export const iterable = definePlatform({
    slug: 'itbl',
    name: 'Iterable',
    settings: SETTINGS,
    integration: INTEGRATION,
    signs: 'nothing',
    verify: (request, settings) => (request.hasIngestKey ? ok(undefined) : verifyHeader(request, settings)),
    parse: parsePayload,
    normalise(payload, { query }) {
        const meaning = SYSTEM_EVENTS.get(payload.eventName?.toLowerCase() ?? '');
        if (meaning !== undefined)
            return readReport(meaning, payload, query);
        return readJourneyWebhook(payload, query) ?? reject(payload.eventName);
    },
});
/** Iterable signs nothing, but sends a header of one's choice with every call. */
function verifyHeader(request, { header_name, header_value }) {
    const name = header_name?.toLowerCase() ?? '';
    const presented = request.headers[name];
    if (!header_value ||
        withoutScheme(header_value) === '' ||
        typeof presented !== 'string' ||
        presented === '')
        return requireIngestKey(request);
    // The documents disagree on whether the token comes with a word such as Basic in front.
    const bare = name === 'authorization' ? withoutScheme : (value) => value.trim();
    return equalInConstantTime(bare(presented), bare(header_value)) ? ok(undefined) : fail('wrong-credential');
}
const withoutScheme = (value) => value.trim().replace(/^(?:basic|bearer|token|oauth2?)(?: +|$)/i, '');
function reject(eventName) {
    const fix = eventName === null
        ? 'The body has no eventName. A journey webhook has to send workflowId, and email or userId.'
        : `Iterable reported "${eventName}", which this version does not know. Update Parley and replay the request.`;
    return { outcome: 'rejected', reason: 'unknown-event', fix };
}
