import type { Clock } from '../../lib/clock.ts'
import { storableText } from '../../lib/json.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Vault } from '../../runtime/http/secrets.ts'
import type { Outbound, OutboundResponse } from '../../runtime/outbound/outbound.ts'
import type { AccessTokens, TokenRequest } from '../../runtime/outbox/access-tokens.ts'
import type { Called } from '../../runtime/outbox/queue.ts'
import { type Algorithm, readSigningKey, signToken } from './jwt.ts'
import { noAnswer, readAnswer } from './retry-policy.ts'
import { type Authentication, type Header, openHeader } from './settings.ts'
import { signatureHeaders } from './sign.ts'

/** The address of deliveries, and their authentication. */
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
  readonly tokens: AccessTokens
  readonly vault: Vault
  readonly clock: Clock
}

/** One call in the form that may be shown, without secrets. */
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
}

/** An attempt to deliver, with its HTTP exchange. */
type Attempted = Required<Called<Exchange>>

/** Standard Webhooks recommends 15 to 30 seconds. */
export const CALL_TIMEOUT_MS = 15_000
const MASK = '********'
const BODY_MAX = 4_000
const HEADERS_MAX = 50
const HEADER_MAX = 500

/** Makes one delivery, and returns its result. */
export async function deliverOnce(
  caller: Caller,
  endpoint: Endpoint,
  id: string,
  body: string,
): Promise<Attempted> {
  const prepared = await prepareExchange(caller, endpoint, id, body)
  return prepared.ok ? prepared.value() : prepared.reason
}

/** Signs a delivery and gets its token, so that only the call remains. Fails if there is no token. */
export async function prepareExchange(
  { outbound, tokens, vault, clock }: Caller,
  endpoint: Endpoint,
  id: string,
  body: string,
): Promise<Result<() => Promise<Attempted>, Attempted>> {
  const at = clock()
  const startedAt = performance.now()
  const common = {
    'content-type': 'application/json',
    ...signatureHeaders(id, at, body, secretsOf(endpoint, vault, at)),
  }
  const { authentication } = endpoint
  const own = Object.fromEntries(endpoint.headers.map(each => [each.name, openHeader(each, vault)]))
  const token = await tokenFor(authentication, id, at, vault, tokens)
  const request = { method: 'POST', url: endpoint.url, headers: shown(endpoint, common) } as const
  const end = () => ({ at, tookMs: Math.round(performance.now() - startedAt), request })
  const failure = (reason: string) => ({ answer: noAnswer(reason), detail: { ...end(), response: null } })
  if (!token.ok) return fail(failure(token.reason))
  const { value } = token
  const authorization = value === undefined ? {} : { authorization: `Bearer ${value}` }
  const headers = { ...own, ...common, ...authorization }
  return ok(async () => {
    const sent = await outbound.send({
      ...{ method: 'POST', url: endpoint.url, headers, body },
      ...{ timeoutMs: CALL_TIMEOUT_MS, isStatusEnough: true },
    })
    if (!sent.ok) return failure(sent.reason.message)
    const { status, headers: received } = sent.value
    if (status === 401 && value !== undefined && authentication.type === 'client_credentials')
      tokens.forget(tokenRequest(authentication, vault), value)
    const secrets = [...secretValues(endpoint, vault), ...(value === undefined ? [] : [value])]
    const answer = readAnswer(status, received['retry-after'], clock())
    return { answer, detail: { ...end(), response: capped(sent.value, secrets) } }
  })
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
  tokens: AccessTokens,
): Promise<Result<string | undefined, string>> {
  if (authentication.type === 'none') return ok(undefined)
  if (authentication.type === 'client_credentials') {
    const token = await tokens.get(tokenRequest(authentication, vault))
    // The server's text is not repeated: some servers repeat the secret.
    return token.ok ? token : fail(token.reason.reason)
  }
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

function tokenRequest(authentication: Authentication, vault: Vault): TokenRequest {
  const scope = textOrNull(authentication['scope'])
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: String(authentication['client_id']),
    client_secret: vault.open(String(authentication['client_secret'])),
    ...(scope === null ? {} : { scope }),
  })
  return { url: String(authentication['token_url']), form: form.toString() }
}

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

/** The start of an answer. Some receivers repeat the request, so secrets are masked here too. */
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
