import { fail, ok, type Result } from '../../../lib/result.ts'
import { isFields } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

/**
 * The calls of a request: a single call, the bare list of a batching destination, or the envelope of Segment's batch
 * API, whose context applies to every call without one. Items that are not calls are rejected later, so that they do
 * not affect the others.
 */
export function parsePayload(body: unknown): Result<readonly unknown[], Unreadable> {
  if (Array.isArray(body)) return ok(body)
  if (!isFields(body))
    return fail({
      reason: 'wrong-shape',
      fix: 'Segment sends one call as a JSON object, or a list of calls. Leave the Data field of the mapping as the whole event.',
    })
  const { batch, context } = body
  if (!Array.isArray(batch)) return ok([body])
  return ok(
    batch.map((call: unknown) => (isFields(call) && context !== undefined ? { context, ...call } : call)),
  )
}
