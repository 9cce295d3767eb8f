import { fail, ok, type Result } from '../../lib/result.ts'
import { failure, type OutboundFailure } from './failure.ts'

export interface OutboundRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** Replaces the usual timeout of a whole call. */
  readonly timeoutMs?: number
  /**
   * Whether the status is the whole answer. Then only the start of the body is read, as far as it comes soon, and a
   * body that is huge or does not end changes nothing. Default: the whole body, within the limits.
   */
  readonly isStatusEnough?: boolean
}

/** The URL of a well-formed call. */
export function checkRequest({ url: text, headers }: OutboundRequest): Result<URL, OutboundFailure> {
  const url = URL.parse(text)
  const wrong = (url === null ? 'The URL is not valid.' : faultOfUrl(url)) ?? faultOfHeaders(headers)
  return url === null || wrong !== undefined ? fail(failure('invalid-request', wrong ?? '')) : ok(url)
}

function faultOfUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `The URL must begin with https://, not ${url.protocol}//.`
  if (url.username !== '' || url.password !== '')
    return 'The URL has a user name or password in it. Send credentials in a header.'
  return undefined
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// RFC 9110 section 5.5: visible ASCII, spaces and tabs, and bytes above ASCII, whose meaning is not defined.
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
// The framing and the target of a message follow from the call. Callers cannot set them.
const OURS = new Set(
  'connection content-length expect host keep-alive te trailer transfer-encoding upgrade'.split(' '),
)

function faultOfHeaders(headers: OutboundRequest['headers']): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name))
      return `${JSON.stringify(name)} is not a header name: use letters, digits and hyphens.`
    if (OURS.has(name.toLowerCase())) return `Parley sets the header ${name} itself.`
    // The value may be a credential, so it is not repeated.
    if (!VALUE.test(value))
      return `The value of the header ${name} has a line break or another character that is not allowed in headers.`
  }
  return undefined
}
