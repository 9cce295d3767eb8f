import { fail, ok, type Result } from '../../../lib/result.ts'
import { type Fields, firstText, isFields, readRefs, readText } from '../fields.ts'
import type { ReadContext, Unreadable } from '../platform.ts'

/** One call of a System Webhook, or of a journey webhook with the same address. */
export interface IterablePayload {
  readonly eventName: string | null
  readonly body: Fields
}

/** A request contains exactly one event. */
export function parsePayload(body: unknown): Result<readonly IterablePayload[], Unreadable> {
  if (!isFields(body))
    return fail({ reason: 'wrong-shape', fix: 'A System Webhook of Iterable sends one JSON object.' })
  // Old samples use eventTitle.
  return ok([{ eventName: firstText([body['eventName'], body['eventTitle']]), body }])
}

/** The merge parameters that the address of the webhook may have. */
const MERGE_PARAMETERS = [
  'campaignId',
  'campaignName',
  'templateId',
  'templateName',
  'channelId',
  'workflowId',
  'workflowName',
  'experimentId',
  'messageTypeId',
]

/**
 * The same fields, with missing ones taken from the address. Iterable renders an unknown merge parameter as blank.
 */
export function fillFromQuery(fields: Fields, query: ReadContext['query']): Fields {
  const missing = MERGE_PARAMETERS.filter(name => readText(fields[name]) === null)
  return { ...fields, ...readRefs(query, missing) }
}
