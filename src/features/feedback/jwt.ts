import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { ALGORITHMS } from './schema.ts'

export type Algorithm = (typeof ALGORITHMS)[number]

const SECRET_LENGTH_MIN = 32
const RSA_BITS_MIN = 2_048

/** The key that signs tokens. Fails with its fault. */
export function readSigningKey(algorithm: Algorithm, text: string): Result<KeyObject, string> {
  if (algorithm === 'HS256') {
    // RFC 7518 section 3.2: no shorter than the digest.
    if (Buffer.byteLength(text) < SECRET_LENGTH_MIN)
      return fail(`A key for HS256 needs at least ${SECRET_LENGTH_MIN} characters.`)
    if (text.includes('-----BEGIN')) return fail('HS256 takes a shared secret, not a key in PEM.')
    return ok(createSecretKey(Buffer.from(text, 'utf8')))
  }
  const key = readPem(text)
  if (key === undefined) return fail(`${algorithm} takes a private key in PEM, without a passphrase.`)
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (algorithm === 'RS256' && (type !== 'rsa' || (details?.modulusLength ?? 0) < RSA_BITS_MIN))
    return fail(`RS256 takes an RSA key of at least ${RSA_BITS_MIN} bits.`)
  if (algorithm === 'ES256' && (type !== 'ec' || details?.namedCurve !== 'prime256v1'))
    return fail('ES256 takes an elliptic-curve key on P-256.')
  return ok(key)
}

function readPem(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text)
  } catch {
    return undefined
  }
}

export interface Claims {
  readonly keyId: string | null
  readonly issuer: string | null
  readonly audience: string | null
  readonly lifetimeSeconds: number
  /** The id of the delivery, as `jti`. */
  readonly id: string
}

/** A token that is valid from now on (RFC 7519), in clear text. */
export function decodedToken(algorithm: Algorithm, given: Claims, now: Date) {
  const seconds = Math.floor(now.getTime() / 1_000)
  const { keyId, issuer, audience, lifetimeSeconds, id } = given
  return {
    header: { alg: algorithm, typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) },
    claims: {
      ...(issuer === null ? {} : { iss: issuer }),
      ...(audience === null ? {} : { aud: audience }),
      iat: seconds,
      exp: seconds + lifetimeSeconds,
      jti: id,
    },
  }
}

/** The same token, signed. */
export function signToken(algorithm: Algorithm, key: KeyObject, given: Claims, now: Date): Promise<string> {
  const { header, claims } = decodedToken(algorithm, given, now)
  return new SignJWT(claims).setProtectedHeader(header).sign(key)
}
