import { fail, ok, type Result } from '../../../lib/result.ts'
import { equalInConstantTime } from '../../../lib/signature.ts'
import { INGEST_KEY_MISSING, requireIngestKey } from '../credential.ts'
import { readFieldsOrJson, readText } from '../fields.ts'
import type { InboundRequest, ProofMeans, Refusal, Settings, Verified } from '../platform.ts'
import { type TokenRules, verifyToken } from './token.ts'

/**
 * The webhook signs no body. It sends a JWT, a custom header, or both. Every configured check must pass. If none is
 * configured, the call needs an ingest key.
 */
export async function verify(
  request: InboundRequest,
  settings: Settings,
  means: ProofMeans,
): Promise<Verified> {
  const token = readTokenRules(settings)
  const header = readHeaderRule(settings)
  if (!token.ok) return token
  if (!header.ok) return header
  if (token.value === undefined && header.value === undefined) return requireIngestKey(request)
  const shown = header.value === undefined ? ok(undefined) : verifyHeader(request, header.value)
  if (!shown.ok || token.value === undefined) return shown
  const [, presented] = BEARER.exec(request.headers['authorization']?.trim() ?? '') ?? []
  return presented === undefined ? fail('missing-credential') : verifyToken(presented, token.value, means)
}

/** What is missing before a call can be proved; undefined if nothing is. */
export function missingProof(settings: Settings, hasIngestKey: boolean): string | undefined {
  const token = readTokenRules(settings)
  const header = readHeaderRule(settings)
  if (!token.ok)
    return 'Set jwks_url or secret, by which tokens are checked, or remove issuer and audience. A public key is no secret.'
  if (!header.ok) return 'Set header_name and header_value both, or neither.'
  if (token.value !== undefined || header.value !== undefined || hasIngestKey) return undefined
  return `Set JWT Authentication, or header_name and header_value. Or: ${INGEST_KEY_MISSING}`
}

const BEARER = /^Bearer +(\S+)$/i
const SECRET_LENGTH_MAX = 10_000

/** An incomplete configuration refuses all calls, so that a forgotten field does not allow unauthenticated calls. */
function readTokenRules({ jwt, ...single }: Settings): Result<TokenRules | undefined, Refusal> {
  const together = readFieldsOrJson(jwt)
  const said = (key: string) =>
    readText(single[key], SECRET_LENGTH_MAX) ?? readText(together[key], SECRET_LENGTH_MAX)
  const rules = {
    issuer: said('issuer'),
    audience: said('audience'),
    keySetUrl: said('jwks_url'),
    secret: said('secret'),
  }
  if (!jwt && Object.values(rules).every(value => value === null)) return ok(undefined)
  const hasKey = rules.keySetUrl !== null || rules.secret !== null
  // A public key must not be used as a shared secret: everybody who knows it could sign with it.
  return hasKey && !rules.secret?.includes('-----BEGIN') ? ok(rules) : fail('not-configured')
}

interface HeaderRule {
  readonly name: string
  readonly value: string
}

function readHeaderRule({ header_name, header_value }: Settings): Result<HeaderRule | undefined, Refusal> {
  const name = readText(header_name)?.toLowerCase()
  const value = readText(header_value, SECRET_LENGTH_MAX)
  if (!name && value === null) return ok(undefined)
  return name && value !== null ? ok({ name, value }) : fail('not-configured')
}

function verifyHeader({ headers }: InboundRequest, { name, value }: HeaderRule): Verified {
  const presented: unknown = headers[name]
  if (typeof presented !== 'string' || presented.trim() === '') return fail('missing-credential')
  return equalInConstantTime(presented.trim(), value) ? ok(undefined) : fail('wrong-credential')
}
