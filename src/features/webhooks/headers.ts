import type { IncomingHttpHeaders } from 'node:http'

const CREDENTIALS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie'])

/** Marks samples. Only `storeSample` stores this header. */
export const SAMPLE_HEADER = 'parley-sample'

/** Names the credential that proved a call, such as the workspace whose key signed it. Only Parley writes it. */
const CREDENTIAL_HEADER = 'parley-credential'

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
 * @param alsoSecret a further header name with a credential, in lower case
 * @param credential the name of the credential that proved the call, if it has one
 */
export function storableHeaders(
  headers: Readonly<Record<string, string | undefined>>,
  alsoSecret: string | undefined,
  credential: string | undefined,
): string {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    // Only Parley marks a request as a sample.
    if (value === undefined || name === SAMPLE_HEADER || name === CREDENTIAL_HEADER) continue
    kept[name] = CREDENTIALS.has(name) || name === alsoSecret ? '(hidden)' : value
  }
  if (credential !== undefined) kept[CREDENTIAL_HEADER] = credential
  return JSON.stringify(kept)
}
