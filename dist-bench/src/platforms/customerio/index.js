import { fail, ok } from '../../lib/result.js';
import { equalInConstantTime, hmacSha256Hex } from '../../lib/signature.js';
import { definePlatform } from '../platform.js';
import { parsePayload } from './payload.js';
import { readReport } from './report.js';
import { INTEGRATION, SETTINGS } from './settings.js';
/** Customer.io's reporting webhooks. */
export const customerio = definePlatform({
    slug: 'cio',
    name: 'Customer.io',
    settings: SETTINGS,
    integration: INTEGRATION,
    signs: 'body',
    verify({ body, headers }, { signing_key: key }) {
        if (!key)
            return fail('not-configured');
        const timestamp = headers['x-cio-timestamp'];
        const signature = headers['x-cio-signature'];
        if (!timestamp || !signature)
            return fail('missing-credential');
        // The age of the timestamp is no reason to refuse: Customer.io tries again for seven days and does
        // not say whether it signs each try anew, and a replayed request only repeats known event ids.
        const expected = hmacSha256Hex(key, `v0:${timestamp}:`, body);
        const presented = signature.trim().toLowerCase().replace(/^v0=/, '');
        return equalInConstantTime(presented, expected) ? ok(undefined) : fail('bad-signature');
    },
    parse: parsePayload,
    normalise(payload) {
        const { metric, objectType } = payload;
        const channel = CHANNEL_BY_OBJECT.get(objectType ?? '');
        // First, because this one comes with any object type, or with none.
        if (PREFERENCE_METRICS.has(metric ?? ''))
            return readReport('preference_change', channel ?? null, payload);
        if (channel === undefined)
            return reject('unknown-object-type', 'object type', objectType);
        // These are the webhook steps of a journey, not messages to a person. They are kept all the same:
        // they share their journey_id with the messages that follow.
        if (objectType === 'webhook')
            return readReport('ignored', channel, payload);
        const type = TYPE_BY_METRIC.get(metric ?? '');
        return type === undefined
            ? reject('unknown-metric', 'metric', metric)
            : readReport(type, channel, payload);
    },
});
const PREFERENCE_METRICS = new Set([
    'cio_subscription_preferences_changed',
    'customer_subscription_preferences_changed',
]);
const CHANNEL_BY_OBJECT = new Map([
    ['customer', null],
    ['email', 'email'],
    ['push', 'push'],
    ['in_app', 'in_app'],
    ['sms', 'sms'],
    ['whatsapp', 'whatsapp'],
    ['slack', 'slack'],
    ['webhook', 'webhook'],
]);
const TYPE_BY_METRIC = new Map([
    ['drafted', 'ignored'],
    ['attempted', 'deferred'],
    ['deferred', 'deferred'],
    ['sent', 'send'],
    ['delivered', 'delivery'],
    ['opened', 'open'],
    ['clicked', 'click'],
    ['converted', 'conversion'],
    ['subscribed', 'subscribe'],
    ['unsubscribed', 'unsubscribe'],
    ['bounced', 'bounce'],
    ['dropped', 'dropped'],
    ['undeliverable', 'dropped'],
    ['spammed', 'complaint'],
    ['failed', 'failed'],
    ['replied', 'reply'],
]);
function reject(reason, what, value) {
    const said = value === null ? `no ${what}` : `the ${what} "${value}"`;
    return {
        outcome: 'rejected',
        reason,
        fix: `Customer.io reported ${said}, which this version does not know. Update Parley and replay the request.`,
    };
}
