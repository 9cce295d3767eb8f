import { fail, ok } from '../../lib/result.ts'
import type { InboundRequest, Verified } from './platform.ts'

/** What is missing while an organisation has no key that may report events. */
export const INGEST_KEY_MISSING =
  'Create a key that may report events (Settings > API Keys), and have it sent with every call as X-Api-Key.'

/** Accepts a call with a key of the organisation that has the `ingest` scope. */
export function requireIngestKey({ headers, hasIngestKey }: InboundRequest): Verified {
  if (hasIngestKey) return ok(undefined)
  const showsSomething = headers['x-api-key'] !== undefined || headers['authorization'] !== undefined
  return fail(showsSomething ? 'wrong-credential' : 'missing-credential')
}
