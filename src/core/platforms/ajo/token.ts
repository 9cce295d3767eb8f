import { createLocalJWKSet, decodeProtectedHeader, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import { fail, ok, type Result } from '../../../lib/result.ts'
import type { ProofMeans, Refusal, Verified } from '../platform.ts'

/** The expected values of a token; null is not checked. There is a key set, a secret, or both. */
export interface TokenRules {
  readonly issuer: string | null
  readonly audience: string | null
  readonly keySetUrl: string | null
  readonly secret: string | null
}

// These lists decide which key verifies a token, never the token alone. A public key of the key set must not be used
// as an HMAC secret, and "none" is in neither list.
const SHARED = ['HS256', 'HS384', 'HS512']
const PUBLIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']

const CLOCK_TOLERANCE_SECONDS = 30

/** Verifies signature, expiry (required), not-before, issuer and audience of a JWT (RFC 7519). */
export async function verifyToken(token: string, rules: TokenRules, means: ProofMeans): Promise<Verified> {
  const { issuer, audience, keySetUrl, secret } = rules
  const claims = {
    ...(issuer !== null && { issuer }),
    ...(audience !== null && { audience }),
    requiredClaims: ['exp'],
    currentDate: means.now,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  }
  const algorithm = algorithmOf(token)
  if (secret !== null && SHARED.includes(algorithm)) {
    return verified(jwtVerify(token, Buffer.from(secret), { ...claims, algorithms: SHARED }))
  }
  if (keySetUrl === null || !PUBLIC.includes(algorithm)) return fail('bad-signature')
  const options = { ...claims, algorithms: PUBLIC }
  const keys = await loadKeys(keySetUrl, means)
  if (!keys.ok) return keys
  try {
    await verifyWithAny(token, keys.value, options)
    return ok(undefined)
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) return refusalOf(error)
    const rotated = await loadKeys(keySetUrl, means, true)
    return rotated.ok ? verified(verifyWithAny(token, rotated.value, options)) : rotated
  }
}

function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? ''
  } catch {
    return ''
  }
}

type Keys = ReturnType<typeof createLocalJWKSet>

/** Without the key set no token can be verified, so every call is refused. */
async function loadKeys(
  url: string,
  { keySet }: ProofMeans,
  isMissingKey = false,
): Promise<Result<Keys, Refusal>> {
  try {
    return ok(createLocalJWKSet((await keySet(url, isMissingKey)) as JSONWebKeySet))
  } catch {
    return fail('key-set-unavailable')
  }
}

/** A token without a key id is tried with each key that fits. */
async function verifyWithAny(
  token: string,
  keys: Keys,
  options: NonNullable<Parameters<typeof jwtVerify>[2]>,
): Promise<unknown> {
  try {
    return await jwtVerify(token, keys, options)
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
    for await (const key of error) {
      const tried = await jwtVerify(token, key, options).catch((reason: unknown) => reason)
      if (!(tried instanceof errors.JWSSignatureVerificationFailed)) return orThrow(tried)
    }
    throw new errors.JWSSignatureVerificationFailed()
  }
}

function orThrow<Value>(value: Value): Value {
  if (value instanceof Error) throw value
  return value
}

/** An unusable key counts as a missing key: any error refuses the call. */
const verified = (verification: Promise<unknown>): Promise<Verified> =>
  verification.then(() => ok(undefined), refusalOf)

const refusalOf = (error: unknown): Verified =>
  fail(isAboutClaims(error) ? 'wrong-credential' : 'bad-signature')

const isAboutClaims = (error: unknown): boolean =>
  error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
