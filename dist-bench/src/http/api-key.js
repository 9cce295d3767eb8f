import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../lib/hash.js';
import { equalInConstantTime } from '../lib/signature.js';
import { Problem } from './problem.js';
export const SCOPES = ['serve', 'ingest', 'manage'];
/** A new key: `key` is what the caller shows once, the rest is what is stored. */
export function createApiKey() {
    const id = randomBytes(6).toString('hex');
    const key = `parley_${id}_${randomBytes(24).toString('hex')}`;
    // The secret has 192 random bits, so a slow hash would cost every request and gain nothing.
    return { key, id, secretHash: sha256Hex(key) };
}
/** What the caller presented: `X-Api-Key`, or `Authorization: Bearer`. */
export function presentedKey(headers) {
    const named = headers['x-api-key'];
    if (typeof named === 'string' && named !== '')
        return named;
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
    return bearer?.[1];
}
/** Whether the key is the operator's, or one of the organisation's with this scope. */
export function holds(key, scope, holders) {
    return check(key, scope, holders) === undefined;
}
/** @throws Problem missing-key, wrong-key or wrong-scope */
export function requireKey(headers, scope, holders) {
    const problem = check(presentedKey(headers), scope, holders);
    if (problem)
        throw problem;
}
function check(key, scope, { adminKeyHash, keys }) {
    if (key === undefined)
        return new Problem('missing-key', 'Send an API key in the X-Api-Key header, or as Authorization: Bearer <key>.');
    const presented = sha256Hex(key);
    if (equalInConstantTime(presented, adminKeyHash))
        return undefined;
    const stored = keys?.get(key.split('_')[1] ?? '');
    if (stored === undefined || !equalInConstantTime(presented, stored.secretHash)) {
        return new Problem('wrong-key', 'This key is unknown here. Keys belong to one organisation; check that it is the one in the address.');
    }
    if (!stored.scopes.includes(scope)) {
        return new Problem('wrong-scope', `This key has the scopes ${stored.scopes.join(', ')}; this call needs ${scope}.`);
    }
    return undefined;
}
