import type { IncomingHttpHeaders } from 'node:http'

const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie'])

/** Marks what nobody sent: stored by `storeSample` only. */
export const SAMPLE_HEADER = 'parley-sample'

/** One value a name, as verification wants them. */
export function singleHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const single: Record<string, string | undefined> = {}
  for (const name in headers) {
    const value = headers[name]
    single[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return single
}

/**
 * The headers as they may be kept: credentials are replaced, so that a reader of the log, or of the
 * database, learns none.
 * @param alsoSecret further names, in lower case
 */
export function storableHeaders(
  headers: Readonly<Record<string, string | undefined>>,
  alsoSecret: string | undefined,
): string {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    // Whether something is a sample is ours to say.
    if (value === undefined || name === SAMPLE_HEADER) continue
    kept[name] = CREDENTIALS.has(name) || name === alsoSecret ? '(hidden)' : value
  }
  return JSON.stringify(kept)
}
