import { backoffMs } from '../../../lib/backoff.ts'
import { isFields, readJson } from '../../../lib/json.ts'
import type { FailureKind } from '../../../runtime/outbound/failure.ts'
import type { StreamedResponse, Streams } from '../../../runtime/outbound/streams.ts'
import { bytesOf } from './body.ts'
import type { Profile } from './profile.ts'
import { SharingError } from './sharing-error.ts'
import type { Authorization } from './sign-in.ts'

export interface Call {
  readonly method: 'GET' | 'POST'
  /** After the endpoint. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Calls of a sharing server. All of them only read, so they are repeated when they fail. */
export type Calls = (call: Call) => Promise<StreamedResponse>

export interface CallOptions {
  readonly streams: Streams
  readonly authorization: Authorization
  readonly wait: (ms: number) => Promise<unknown>
}

const ATTEMPTS_MAX = 6
const RETRY_FIRST_MS = 250
const RETRY_MAX_MS = 60_000
const PASSING: ReadonlySet<FailureKind> = new Set([
  ...(['refused', 'unreachable', 'connect-timeout', 'timeout', 'broken-off'] as const),
])

/** @returns an answer with the status 200. @throws SharingError for any other */
export function createCalls({ endpoint }: Profile, { streams, authorization, wait }: CallOptions): Calls {
  return async call => {
    let isRenewed = false
    for (let attempt = 1; ; attempt++) {
      const header = await authorization.header()
      const sent = await streams.open(requestOf(endpoint, call, header))
      const answer = wantedOf(sent)
      if (answer !== undefined) return answer
      const isStale: boolean = !isRenewed && isUnauthorized(sent) && authorization.isRenewed(header)
      if (!isStale && (attempt >= ATTEMPTS_MAX || !mayPass(sent))) throw await errorOf(sent, header)
      if (sent.ok) sent.value.discard()
      isRenewed ||= isStale
      await wait(retryAfterMs(sent) ?? backoffMs(attempt - 1, RETRY_FIRST_MS, RETRY_MAX_MS))
    }
  }
}

type Sent = Awaited<ReturnType<Streams['open']>>

const requestOf = (endpoint: string, { method, path, headers, body }: Call, authorization: string) => ({
  ...{ method, url: `${endpoint}${path}` },
  headers: { ...headers, authorization, ...(body !== undefined && JSON_TYPE) },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

const wantedOf = (sent: Sent): StreamedResponse | undefined =>
  sent.ok && sent.value.status === 200 ? sent.value : undefined

const isUnauthorized = (sent: Sent): boolean => sent.ok && sent.value.status === 401

const mayPass = (sent: Sent): boolean =>
  sent.ok ? sent.value.status === 429 || sent.value.status >= 500 : PASSING.has(sent.reason.kind)

function retryAfterMs(sent: Sent): number | undefined {
  const seconds = sent.ok ? sent.value.headers['retry-after'] : undefined
  return seconds !== undefined && /^\d+$/.test(seconds)
    ? Math.min(Number(seconds) * 1000, RETRY_MAX_MS)
    : undefined
}

const errorOf = async (sent: Sent, header: string): Promise<SharingError> =>
  sent.ok ? refusal(sent.value, header) : new SharingError(sent.reason.message)

const ERROR_BYTES_MAX = 100_000
const WORDS_MAX = 300

async function refusal(answer: StreamedResponse, header: string): Promise<SharingError> {
  const { status } = answer
  const json = readJson(await bytesOf(answer, ERROR_BYTES_MAX).catch(() => new Uint8Array()))
  const { errorCode, message } = json.ok && isFields(json.value) ? json.value : {}
  const [, secret = header] = header.split(' ')
  const words = [errorCode, message].filter(text => typeof text === 'string' && text !== '').join(': ')
  const said = words === '' ? '' : ` It says: ${words.replaceAll(secret, '…').slice(0, WORDS_MAX)}`
  return new SharingError(`${MEANINGS[status] ?? `The server answered ${status}.`}${said}`, status)
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: 'The server refused the credentials of the profile (401). The token may have expired or been replaced: ask for a new profile.',
  403: 'The server refused access (403). Ask the owner of the share to grant it to this recipient.',
  404: 'The server has no such table (404). Check share, schema and table, and that the recipient may see them.',
  429: 'The server refuses so many calls (429). Run the import again later.',
}
