/** The reason why there is no answer. */
export type FailureKind =
  /** The call itself is malformed: its URL or its headers. */
  | 'invalid-request'
  /** This process may not call the target. */
  | 'address-refused'
  | 'not-found'
  | 'refused'
  | 'unreachable'
  | 'tls'
  /** No connection in time. */
  | 'connect-timeout'
  | 'timeout'
  | 'broken-off'
  /** Something came back, and it was no HTTP. */
  | 'not-http'
  | 'too-large'
  | 'redirect'
  /** This process is shutting down. */
  | 'closed'

export interface OutboundFailure {
  readonly kind: FailureKind
  /**
   * The reason in words, with the fix. It contains the host but never the rest of the URL, which may contain a
   * credential.
   */
  readonly message: string
  /** Whether the receiver may nevertheless have acted on the call. */
  readonly mayHaveArrived: boolean
}

const MAY_HAVE_ARRIVED: ReadonlySet<FailureKind> = new Set([
  'timeout',
  'broken-off',
  'not-http',
  'too-large',
  'redirect',
])

export const failure = (kind: FailureKind, message: string): OutboundFailure => ({
  kind,
  message,
  mayHaveArrived: MAY_HAVE_ARRIVED.has(kind),
})

/** Passes a failure out of a callback that can only throw. */
export class OutboundError extends Error {
  readonly failure: OutboundFailure
  constructor(reason: OutboundFailure) {
    super(reason.message)
    this.failure = reason
  }
}

/**
 * The failure for a network error.
 * @throws the error itself if it is not a network error: then it is a bug
 */
export function toFailure(error: unknown, host: string, timeoutMs: number): OutboundFailure {
  if (error instanceof OutboundError) return error.failure
  const code = codeOf(error)
  if (code === undefined) throw error
  const kind = kindOf(code)
  return failure(kind, sentence(kind, host, code, timeoutMs))
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error.name === 'TimeoutError') return 'ETIMEDOUT'
  const { code, syscall } = error as { code?: unknown; syscall?: unknown }
  // None of several addresses answered (AggregateError), or the only one did not.
  const isConnecting = syscall === 'connect' || error instanceof AggregateError
  if (code === 'ETIMEDOUT' && isConnecting) return CONNECT_TIMEOUT
  if (typeof code === 'string') return code
  return error.name === 'HTTPParserError' ? NOT_HTTP : undefined
}

const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT'
// The parser leaves some of its errors without a code.
const NOT_HTTP = 'HPE_INVALID'

function kindOf(code: string): FailureKind {
  const known = KINDS.get(code)
  if (known !== undefined) return known
  if (code.startsWith('HPE_')) return 'not-http'
  return TLS.test(code) ? 'tls' : 'broken-off'
}

const KINDS: ReadonlyMap<string, FailureKind> = new Map([
  ['ENOTFOUND', 'not-found'],
  ['EAI_AGAIN', 'not-found'],
  ['EAI_FAIL', 'not-found'],
  ['EAI_NODATA', 'not-found'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['EACCES', 'unreachable'],
  ['EPERM', 'unreachable'],
  ['ETIMEDOUT', 'timeout'],
  [CONNECT_TIMEOUT, 'connect-timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too-large'],
  ['UND_ERR_HEADERS_OVERFLOW', 'too-large'],
  ['HPE_HEADER_OVERFLOW', 'too-large'],
  ['UND_ERR_CLOSED', 'closed'],
  ['UND_ERR_DESTROYED', 'closed'],
  ['UND_ERR_INVALID_ARG', 'invalid-request'],
])

// The codes of OpenSSL and Node for a failed TLS handshake or an untrusted certificate.
const TLS =
  /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)/

function sentence(kind: FailureKind, host: string, code: string, timeoutMs: number): string {
  switch (kind) {
    case 'not-found':
      return `There is no address for "${host}" (${code}). Check the spelling.`
    case 'refused':
      return `"${host}" refused the connection. Check that it runs, and the port.`
    case 'unreachable':
      return `"${host}" cannot be reached from this network (${code}).`
    case 'tls':
      return `No secure connection with "${host}" (${code}). Check its certificate. To trust a private authority, set NODE_EXTRA_CA_CERTS.`
    case 'connect-timeout':
      return `"${host}" did not accept the connection in time. Check the address, and that no firewall blocks it.`
    case 'timeout':
      return `"${host}" did not answer within ${timeoutMs} ms.`
    case 'not-http':
      return `"${host}" sent an answer that is not HTTP. Check that the address belongs to a web server.`
    case 'too-large':
      return `"${host}" sent an answer above the size limit.`
    case 'closed':
      return `"${host}" was not called: this server is shutting down.`
    case 'invalid-request':
      return `The call to "${host}" is malformed.`
    default:
      return `"${host}" closed the connection (${code}).`
  }
}
