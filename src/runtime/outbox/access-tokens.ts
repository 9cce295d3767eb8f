import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { readJson } from '../../lib/json.ts'
import { createRecent } from '../../lib/recent.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Outbound } from '../outbound/outbound.ts'

/** A request for an access token (OAuth 2.0 client credentials, RFC 6749 section 4.4). */
export interface TokenRequest {
  readonly url: string
  /** The encoded form, with the credentials unless they stand in the header. */
  readonly form: string
  /** The header of that name. */
  readonly authorization?: string
}

export interface TokenRefusal {
  /** Null if there was no answer. */
  readonly status: number | null
  readonly reason: string
  /** The server's message. Some servers repeat the secret in it. */
  readonly words: string | null
  /** Whether the host of the token URL does not exist, or may not be called. */
  readonly isNoAddress: boolean
}

/** Access tokens by request. Each is cached until shortly before it expires. */
export interface AccessTokens {
  get(request: TokenRequest): Promise<Result<string, TokenRefusal>>
  /** Removes a token that was refused, so that the next `get` fetches a new one. */
  forget(request: TokenRequest, token: string): void
}

interface Token {
  readonly value: string
  readonly expiresAt: number
}

const KEPT_MAX = 1_000
const TIMEOUT_MS = 10 * SECOND_MS
const LIFETIME_DEFAULT_S = 300
/** A token must not expire between `get` and its use. */
const MARGIN_MS = MINUTE_MS
const TOKEN = /^[\x21-\x7e]{1,20000}$/
const WORDS_MAX = 300

export function createAccessTokens(outbound: Outbound, clock: Clock): AccessTokens {
  const known = createRecent<Token>(KEPT_MAX)
  // Calls for the same token share one request.
  const underway = new Map<string, Promise<Result<Token, TokenRefusal>>>()
  return {
    async get(request) {
      const key = keyOf(request)
      const token = known.get(key)
      if (token !== undefined && token.expiresAt > clock().getTime()) return ok(token.value)
      let pending = underway.get(key)
      if (pending === undefined) {
        pending = fetchToken(outbound, request, clock).finally(() => underway.delete(key))
        underway.set(key, pending)
      }
      const fetched = await pending
      if (!fetched.ok) return fetched
      known.set(key, fetched.value)
      return ok(fetched.value.value)
    },
    forget(request, token) {
      const key = keyOf(request)
      if (known.get(key)?.value === token) known.delete(key)
    },
  }
}

const keyOf = ({ url, form, authorization = '' }: TokenRequest): string =>
  sha256Hex(JSON.stringify([url, form, authorization]))

async function fetchToken(
  outbound: Outbound,
  { url, form, authorization }: TokenRequest,
  clock: Clock,
): Promise<Result<Token, TokenRefusal>> {
  const sent = await outbound.send({
    method: 'POST',
    url,
    headers: {
      ...{ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      ...(authorization !== undefined && { authorization }),
    },
    body: form,
    timeoutMs: TIMEOUT_MS,
  })
  if (!sent.ok)
    return fail({
      status: null,
      reason: `There is no access token: ${sent.reason.message}`,
      words: null,
      isNoAddress: sent.reason.kind === 'not-found' || sent.reason.kind === 'address-refused',
    })
  const { status, body } = sent.value
  const json = readJson(body)
  const said = (json.ok ? json.value : {}) as Record<string, unknown> | null
  const refuse = (reason: string) =>
    fail({
      ...{ status, reason, isNoAddress: false },
      words: wordsOf(said?.['error_description'] ?? said?.['error']),
    })
  if (status !== 200) return refuse(`The token URL answered with status ${status}.`)
  const value = said?.['access_token']
  if (typeof value !== 'string' || !TOKEN.test(value))
    return refuse('The token URL answered without an access_token.')
  const seconds = Number(said?.['expires_in'] ?? LIFETIME_DEFAULT_S)
  const lifetimeMs = (Number.isFinite(seconds) ? seconds : LIFETIME_DEFAULT_S) * SECOND_MS
  return ok({ value, expiresAt: clock().getTime() + Math.max(lifetimeMs / 2, lifetimeMs - MARGIN_MS) })
}

const wordsOf = (said: unknown): string | null =>
  typeof said === 'string' && said !== '' ? said.slice(0, WORDS_MAX) : null
