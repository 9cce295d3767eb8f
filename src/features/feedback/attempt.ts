import type { Clock } from '../../lib/clock.ts'
import { storableText } from '../../lib/json.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Outbound, OutboundResponse } from '../../runtime/outbound/outbound.ts'
import { type Algorithm, readSigningKey, signToken } from './jwt.ts'
import type { Outcome } from './retry-policy.ts'
import { type Authentication, type Header, openHeader } from './settings.ts'
import { signatureHeaders } from './sign.ts'
import type { ClientCredentials, Tokens } from './tokens.ts'

/** Where deliveries go, and how they show who they are from. */
export interface Endpoint {
  readonly url: string
  readonly authentication: Authentication
  readonly headers: readonly Header[]
  /** Sealed. */
  readonly secret: string
  readonly previousSecret: string | null
  readonly previousUntil: Date | null
}

export interface Caller {
  readonly outbound: Outbound
  readonly tokens: Tokens
  readonly vault: Vault
  readonly clock: Clock
}

/** One call, as it may be shown: without secrets. */
export interface Exchange {
  readonly at: Date
  readonly tookMs: number
  readonly request: {
    readonly method: 'POST'
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  } | null
  /** Why it was not accepted. */
  readonly reason: string | null
  readonly outcome: Outcome
}

/** Standard Webhooks recommends 15 to 30 seconds. */
export const CALL_TIMEOUT_MS = 15_000
const MASK = '********'
const BODY_MAX = 4_000
const HEADERS_MAX = 50
const HEADER_MAX = 500

/** Makes one delivery, and tells what came of it. */
export async function exchange(
  { outbound, tokens, vault, clock }: Caller,
  endpoint: Endpoint,
  id: string,
  body: string,
): Promise<Exchange> {
  const at = clock()
  const startedAt = performance.now()
  const common = {
    'content-type': 'application/json',
    ...signatureHeaders(id, at, body, secretsOf(endpoint, vault, at)),
  }
  const own = Object.fromEntries(endpoint.headers.map(each => [each.name, openHeader(each, vault)]))
  const token = await tokenFor(endpoint.authentication, id, at, vault, tokens)
  const request = { method: 'POST', url: endpoint.url, headers: shown(endpoint, common) } as const
  const end = () => ({ at, tookMs: Math.round(performance.now() - startedAt), request })
  if (!token.ok) return { ...end(), response: null, reason: token.reason, outcome: { failure: token.reason } }
  const authorization = token.value === undefined ? {} : { authorization: `Bearer ${token.value}` }
  const sent = await outbound.send({
    method: 'POST',
    url: endpoint.url,
    headers: { ...own, ...common, ...authorization },
    body,
    timeoutMs: CALL_TIMEOUT_MS,
  })
  if (!sent.ok) {
    const { message } = sent.reason
    return { ...end(), response: null, reason: message, outcome: { failure: message } }
  }
  const { status, headers } = sent.value
  if (status === 401 && endpoint.authentication.type === 'client_credentials')
    tokens.forget(credentialsOf(endpoint.authentication, vault))
  const isAccepted = status >= 200 && status < 300
  return {
    ...end(),
    response: capped(sent.value, [
      ...secretValues(endpoint, vault),
      ...(token.value === undefined ? [] : [token.value]),
    ]),
    reason: isAccepted ? null : `The receiver answered with status ${status}.`,
    outcome: { status, retryAfter: headers['retry-after'] },
  }
}

function secretsOf(
  { secret, previousSecret, previousUntil }: Endpoint,
  vault: Vault,
  now: Date,
): readonly string[] {
  const isTwo = previousSecret !== null && previousUntil !== null && previousUntil > now
  return [secret, ...(isTwo ? [previousSecret] : [])].map(sealed => vault.open(sealed))
}

async function tokenFor(
  authentication: Authentication,
  id: string,
  now: Date,
  vault: Vault,
  tokens: Tokens,
): Promise<Result<string | undefined, string>> {
  if (authentication.type === 'none') return ok(undefined)
  if (authentication.type === 'client_credentials') return tokens.get(credentialsOf(authentication, vault))
  const algorithm = authentication['algorithm'] as Algorithm
  const key = readSigningKey(algorithm, vault.open(String(authentication['key'])))
  if (!key.ok) return fail(key.reason)
  const claims = {
    keyId: textOrNull(authentication['key_id']),
    issuer: textOrNull(authentication['issuer']),
    audience: textOrNull(authentication['audience']),
    lifetimeSeconds: Number(authentication['lifetime_seconds']),
    id,
  }
  return ok(await signToken(algorithm, key.value, claims, now))
}

const credentialsOf = (authentication: Authentication, vault: Vault): ClientCredentials => ({
  tokenUrl: String(authentication['token_url']),
  clientId: String(authentication['client_id']),
  clientSecret: vault.open(String(authentication['client_secret'])),
  scope: textOrNull(authentication['scope']),
})

const textOrNull = (value: string | number | null | undefined): string | null =>
  value === undefined || value === null ? null : String(value)

function shown(
  { headers, authentication }: Endpoint,
  common: Record<string, string>,
): Record<string, string> {
  const own = headers.map(({ name, value, secret }) => [name, secret ? MASK : value])
  const authorization = authentication.type === 'none' ? {} : { authorization: `Bearer ${MASK}` }
  return { ...Object.fromEntries(own), ...common, ...authorization }
}

const secretValues = ({ headers }: Endpoint, vault: Vault): readonly string[] =>
  headers.filter(({ secret }) => secret).map(header => openHeader(header, vault))

/** The beginning of an answer. Some receivers repeat what they got: secrets are masked here, too. */
function capped(
  { status, headers, body }: OutboundResponse,
  secrets: readonly string[],
): NonNullable<Exchange['response']> {
  const mask = (text: string) =>
    secrets.reduce((masked, secret) => (secret === '' ? masked : masked.replaceAll(secret, MASK)), text)
  const kept = Object.entries(headers).slice(0, HEADERS_MAX)
  const text = mask(new TextDecoder().decode(body)).slice(0, BODY_MAX)
  return {
    status,
    headers: Object.fromEntries(
      kept.map(([name, value]) => [
        name,
        name === 'set-cookie' ? MASK : storableText(mask(value).slice(0, HEADER_MAX)),
      ]),
    ),
    body: storableText(text),
  }
}
