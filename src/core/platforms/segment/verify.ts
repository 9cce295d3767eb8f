import { fail, ok } from '../../../lib/result.ts'
import { equalDigests, hmacSha1Hex } from '../../../lib/signature.ts'
import { requireIngestKey } from '../credential.ts'
import { bare } from '../items.ts'
import type { InboundRequest, Settings, Verified } from '../platform.ts'

/**
 * Accepts calls with both the signature of the shared secret and an ingest key. One alone is not enough: the
 * signature of a batch covers only its first call, and a header proves nothing about the body.
 */
export function verify(request: InboundRequest, { shared_secret: secret }: Settings): Verified {
  if (!secret) return fail('not-configured')
  const signature = request.headers['x-signature']?.trim().toLowerCase()
  if (!signature) return fail('missing-credential')
  const key = requireIngestKey(request)
  // Checked before the signature, which may need to parse the body. Strangers must not be able to cause that.
  if (!key.ok) return key
  return isSigned(request.body, signature, secret) ? ok(undefined) : fail('bad-signature')
}

/**
 * Segment signs `JSON.stringify` of the event; for a batch, of its first event. The Extensible Webhook signs the bare
 * event and sends it as `{"json": …}`.
 */
function isSigned(body: Uint8Array, signature: string, secret: string): boolean {
  const signs = (text: string | Uint8Array) => equalDigests(signature, hmacSha1Hex(secret, text))
  if (!startsList(body) && signs(body)) return true
  return signedTexts(body).some(signs)
}

const BLANK = 0x20
const BRACKET = 0x5b

const startsList = (body: Uint8Array): boolean => body.find(byte => byte > BLANK) === BRACKET

/** The texts that may be signed, even if a proxy wrote the same JSON differently. */
function signedTexts(body: Uint8Array): readonly string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    const first: unknown = Array.isArray(value) ? value[0] : value
    const event = bare(first)
    return (event === first ? [first] : [event, first]).map(each => JSON.stringify(each) ?? '')
  } catch {
    return []
  }
}
