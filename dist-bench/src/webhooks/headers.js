const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie']);
/** One value a name, as verification wants them. */
export function singleHeaders(headers) {
    const single = {};
    for (const name in headers) {
        const value = headers[name];
        single[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    return single;
}
/**
 * The headers as they may be kept: credentials are replaced, so that a reader of the log, or of the
 * database, learns none.
 * @param alsoSecret further names, in lower case
 */
export function storableHeaders(headers, alsoSecret) {
    const kept = {};
    for (const name in headers) {
        const value = headers[name];
        if (value === undefined)
            continue;
        kept[name] = CREDENTIALS.has(name) || name === alsoSecret ? '(hidden)' : value;
    }
    return JSON.stringify(kept);
}
