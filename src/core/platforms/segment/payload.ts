import { fail, ok, type Result } from '../../../lib/result.ts'
import { isFields } from '../fields.ts'
import { itemsOf } from '../items.ts'
import type { Unreadable } from '../platform.ts'

/**
 * The calls of a request: a single call, the list of a batching destination (bare, or each call as `{"json": …}`), or
 * the envelope of Segment's batch API, whose context applies to every call without one. Items that are not calls are rejected later, so that they do
 * not affect the others.
 */
export function parsePayload(body: unknown): Result<readonly unknown[], Unreadable> {
  const items = itemsOf(body) ?? (isFields(body) ? [body] : undefined)
  if (items === undefined)
    return fail({
      reason: 'wrong-shape',
      fix: 'Segment sends one call as a JSON object, or a list of calls. Leave the Data field of the mapping as the whole event.',
    })
  const context = isFields(body) && Array.isArray(body['batch']) ? body['context'] : undefined
  return ok(items.map(call => (isFields(call) && context !== undefined ? { context, ...call } : call)))
}
