import { readJson } from '../lib/json.js';
import { fail, ok } from '../lib/result.js';
/** Seals the payload type, and reads the JSON that every platform sends. */
export function definePlatform({ parse, normalise, ...rest }) {
    return {
        ...rest,
        read(body, context) {
            const json = readJson(body);
            if (!json.ok)
                return fail({ reason: json.reason, fix: FIXES[json.reason] });
            const payloads = parse(json.value);
            return payloads.ok ? ok(payloads.value.map(payload => normalise(payload, context))) : payloads;
        },
    };
}
const FIXES = {
    empty: 'The request had no body. Check the body template of the webhook.',
    'not-utf8': 'The body is not UTF-8. Send application/json in UTF-8.',
    'not-json': 'The body is not JSON. Check the body template of the webhook for unescaped quotes.',
    'too-deep': 'The body is nested more than 64 levels deep. Send a flatter body.',
};
