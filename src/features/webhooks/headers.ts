import type { IncomingHttpHeaders } from 'node:http'

const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie'])

/** Marks samples. Only `storeSample` stores this header. */
export const SAMPLE_HEADER = 'parley-sample'

/** One value for each name, as verification needs them. */
export function singleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const single: Record<string, string | undefined> = {}
  for (const name in headers) {
    const value = headers[name]
    single[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return single
}

/**
 * The headers to store, with credentials replaced, so that readers of the log or the database see none.
 * @param alsoSecret further header names with credentials, in lower case
 */
export function storableHeaders(
  headers: Readonly<Record<string, string | undefined>>,
  alsoSecret: string | undefined,
): string {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    // Only Parley marks a request as a sample.
    if (value === undefined || name === SAMPLE_HEADER) continue
    kept[name] = CREDENTIALS.has(name) || name === alsoSecret ? '(hidden)' : value
  }
  return JSON.stringify(kept)
}
