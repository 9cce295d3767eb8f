import { fail, ok, type Result } from '../../../lib/result.ts'
import { isFields } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

/**
 * One call each: alone, as the bare list of a batching destination, or in the envelope of Segment's own
 * batch API, whose context is that of every call without one. What is no call is told apart later, so
 * that it does not take its neighbours with it.
 */
export function parsePayload(body: unknown): Result<readonly unknown[], Unreadable> {
  if (Array.isArray(body)) return ok(body)
  if (!isFields(body))
    return fail({
      reason: 'wrong-shape',
      fix: 'Segment sends one call as a JSON object, or a list of calls. Leave the Data field of the mapping at the whole event.',
    })
  const { batch, context } = body
  if (!Array.isArray(batch)) return ok([body])
  return ok(
    batch.map((call: unknown) => (isFields(call) && context !== undefined ? { context, ...call } : call)),
  )
}
