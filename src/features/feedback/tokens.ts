import type { Clock } from '../../lib/clock.ts'
import { sha256Hex } from '../../lib/hash.ts'
import { readJson } from '../../lib/json.ts'
import { createRecent } from '../../lib/recent.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'

export interface ClientCredentials {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | null
}

/** Access tokens of receivers that want one (OAuth 2.0 client credentials, RFC 6749 section 4.4). */
export interface Tokens {
  /** From memory until shortly before it expires. Fails with why there is none. */
  get(credentials: ClientCredentials): Promise<Result<string, string>>
  /** A receiver has refused the token. */
  forget(credentials: ClientCredentials): void
}

interface Token {
  readonly value: string
  readonly expiresAt: number
}

const KEPT_MAX = 1_000
const TIMEOUT_MS = 10_000
const LIFETIME_DEFAULT_S = 300
/** A token must not expire on its way. */
const MARGIN_MS = 30_000

export function createTokens(outbound: Outbound, clock: Clock): Tokens {
  const known = createRecent<Token>(KEPT_MAX)
  const underWay = new Map<string, Promise<Result<Token, string>>>()
  return {
    async get(credentials) {
      const key = keyOf(credentials)
      const token = known.get(key)
      if (token !== undefined && token.expiresAt > clock().getTime()) return ok(token.value)
      // Whoever asks meanwhile waits for the same answer.
      let pending = underWay.get(key)
      if (pending === undefined) {
        pending = fetchToken(outbound, credentials, clock).finally(() => underWay.delete(key))
        underWay.set(key, pending)
      }
      const fetched = await pending
      if (!fetched.ok) return fetched
      known.set(key, fetched.value)
      return ok(fetched.value.value)
    },
    forget(credentials) {
      known.set(keyOf(credentials), { value: '', expiresAt: -Infinity })
    },
  }
}

const keyOf = ({ tokenUrl, clientId, clientSecret, scope }: ClientCredentials): string =>
  sha256Hex(JSON.stringify([tokenUrl, clientId, clientSecret, scope]))

async function fetchToken(
  outbound: Outbound,
  { tokenUrl, clientId, clientSecret, scope }: ClientCredentials,
  clock: Clock,
): Promise<Result<Token, string>> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope === null ? {} : { scope }),
  })
  const sent = await outbound.send({
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: body.toString(),
    timeoutMs: TIMEOUT_MS,
  })
  if (!sent.ok) return fail(`There is no access token: ${sent.reason.message}`)
  // What it says is not repeated: some say the secret.
  if (sent.value.status !== 200) return fail(`The token URL answered with status ${sent.value.status}.`)
  const json = readJson(sent.value.body)
  const { access_token: value, expires_in: lifetime } = (json.ok ? json.value : {}) as Record<string, unknown>
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    return fail('The token URL answered without an access_token.')
  const seconds = Number(lifetime ?? LIFETIME_DEFAULT_S)
  const lifetimeMs = (Number.isFinite(seconds) ? seconds : LIFETIME_DEFAULT_S) * 1_000
  return ok({ value, expiresAt: clock().getTime() + Math.max(lifetimeMs / 2, lifetimeMs - MARGIN_MS) })
}
