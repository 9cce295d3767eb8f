import type { FieldError } from '../../runtime/http/problem.ts'
import { isSealed, type Vault } from '../../runtime/http/secrets.ts'
import { pointerTo, refuseAny } from '../../runtime/http/unprocessable.ts'
import type { Outbound } from '../../runtime/outbound/outbound.ts'
import { checkRequest } from '../../runtime/outbound/request.ts'
import { readSigningKey } from './jwt.ts'
import type { AuthenticationBody, AuthenticationView, HeaderBody } from './schema.ts'

/** As stored: the secret is sealed. */
export type Authentication = Readonly<Record<string, string | number | null>> & {
  readonly type: AuthenticationBody['type']
}

export interface Header {
  readonly name: string
  /** Sealed if it is secret. */
  readonly value: string
  readonly secret: boolean
}

/** The secret field of each kind. */
const SECRET_OF = { none: undefined, jwt: 'key', client_credentials: 'client_secret' } as const

/**
 * An authentication in its stored form. Without a new secret, the present secret stays if the kind is the same.
 * @throws Problem unprocessable
 */
export async function sealAuthentication(
  body: AuthenticationBody,
  present: Authentication | undefined,
  vault: Vault,
  outbound: Outbound,
): Promise<Authentication> {
  const secretName = SECRET_OF[body.type]
  const given = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, value ?? null]),
  ) as Authentication
  if (secretName === undefined) return given
  const secret = given[secretName]
  const kept = present?.type === body.type ? present[secretName] : undefined
  if (body.type === 'client_credentials')
    await checkUrl(outbound, '/authentication/token_url', body.token_url)
  if (typeof secret !== 'string') {
    const message = `Give the ${secretName}: there is none yet.`
    if (typeof kept !== 'string') refuseAny([{ field: `/authentication/${secretName}`, message }])
    else if (body.type === 'jwt') checkKey(body.algorithm, vault.open(kept))
    return { ...given, [secretName]: kept ?? null }
  }
  if (body.type === 'jwt') checkKey(body.algorithm, secret)
  return { ...given, [secretName]: vault.seal(secret) }
}

function checkKey(algorithm: 'HS256' | 'RS256' | 'ES256', key: string): void {
  const read = readSigningKey(algorithm, key)
  if (!read.ok) refuseAny([{ field: '/authentication/key', message: read.reason }])
}

export function showAuthentication(stored: Authentication): AuthenticationView {
  const secretName = SECRET_OF[stored.type]
  const { [secretName ?? '']: secret, ...shown } = stored
  return {
    ...(shown as Omit<AuthenticationView, 'is_secret_set'>),
    is_secret_set: typeof secret === 'string',
  }
}

// Hop-by-hop headers of older standards, which the check of outbound calls does not know, and the headers of
// deliveries themselves.
const OURS = new Set([
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'accept-encoding',
  'content-encoding',
  'content-type',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
])

/** Header parameters in their stored form. @throws Problem unprocessable with every wrong header */
export function sealHeaders(
  headers: readonly HeaderBody[],
  present: readonly Header[],
  authentication: AuthenticationBody['type'],
  vault: Vault,
): readonly Header[] {
  const errors: FieldError[] = []
  const names = new Set<string>()
  const sealed = headers.map(({ name, value, secret }, at): Header => {
    const known = present.find(each => each.name.toLowerCase() === name.toLowerCase())
    const message = names.has(name.toLowerCase())
      ? `The header ${name} is there twice.`
      : faultOf(name, value ?? null, known, secret, authentication)
    names.add(name.toLowerCase())
    if (message !== undefined) errors.push({ field: pointerTo('headers', String(at)), message })
    const open = value ?? (known === undefined ? '' : openHeader(known, vault))
    return { name, value: secret ? vault.seal(open) : open, secret }
  })
  refuseAny(errors)
  return sealed
}

function faultOf(
  name: string,
  value: string | null,
  known: Header | undefined,
  secret: boolean,
  authentication: AuthenticationBody['type'],
): string | undefined {
  const checked = checkRequest({
    method: 'POST',
    url: 'https://localhost/',
    headers: { [name]: value ?? '' },
  })
  if (!checked.ok) return checked.reason.message
  if (OURS.has(name.toLowerCase())) return `The header ${name} is set by Parley itself.`
  if (name.toLowerCase() === 'authorization' && authentication !== 'none')
    return 'The header Authorization carries the token of the authentication. Choose the authentication none to set it here.'
  if (value === null && known === undefined) return `Give the header ${name} a value: it has none yet.`
  if (value === null && known?.secret === true && !secret)
    return `Give the header ${name} a value: its present value is secret and stays hidden.`
  if (value !== null && isSealed(value))
    return `The value of ${name} looks like a sealed secret. Send the secret itself.`
  return undefined
}

export const openHeader = ({ value, secret }: Header, vault: Vault): string =>
  secret ? vault.open(value) : value

/** @throws Problem unprocessable with the reason why no call may go there */
export async function checkUrl(outbound: Outbound, field: string, url: string): Promise<void> {
  const vetted = await outbound.vet(url)
  if (!vetted.ok) refuseAny([{ field, message: vetted.reason.message }])
}
