import { createHmac } from 'node:crypto'
import { fail, ok } from '../../../lib/result.ts'
import { equalDigests } from '../../../lib/signature.ts'
import type { InboundRequest, Settings, Verified } from '../platform.ts'

/**
 * Base64 HMAC-SHA256 of the exact body. The key looks like base64, and the vendor does not say whether the key is its
 * text or its decoded bytes. Parley uses the text, and accepts both if the organisation's setting allows it.
 */
export function verifySignature({ body, headers }: InboundRequest, settings: Settings): Verified {
  const keys = keysOf(settings)
  if (keys.length === 0) return fail('not-configured')
  const presented = headers['x-sfmc-ens-signature']?.trim()
  if (!presented) return fail('missing-credential')
  const fitting = keys.filter(key =>
    equalDigests(presented, createHmac('sha256', key).update(body).digest('base64')),
  )
  return fitting.length > 0 ? ok(undefined) : fail('bad-signature')
}

function keysOf({ signature_key: text, signature_key_encoding: encoding }: Settings): readonly Buffer[] {
  if (!text) return []
  const isEither = encoding?.trim().toLowerCase() === 'base64'
  const keys = [Buffer.from(text), ...(isEither ? [Buffer.from(text, 'base64')] : [])]
  // A key that decodes to zero bytes would be known to everybody.
  return keys.filter(key => key.length > 0)
}
