import { fail, ok } from '../../lib/result.ts'
import type { InboundRequest, Verified } from './platform.ts'

/** Accepts a call with a key of the organisation that has the `ingest` scope. */
export function requireIngestKey({ headers, hasIngestKey }: InboundRequest): Verified {
  if (hasIngestKey) return ok(undefined)
  const showsSomething = headers['x-api-key'] !== undefined || headers['authorization'] !== undefined
  return fail(showsSomething ? 'wrong-credential' : 'missing-credential')
}
