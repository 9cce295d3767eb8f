import { fail, ok } from '../lib/result.js';
/** Lets in who shows a key of the organisation with the `ingest` scope. */
export function requireIngestKey({ headers, hasIngestKey }) {
    if (hasIngestKey)
        return ok(undefined);
    const showsSomething = headers['x-api-key'] !== undefined || headers['authorization'] !== undefined;
    return fail(showsSomething ? 'wrong-credential' : 'missing-credential');
}
