import { fail, ok, type Result } from '../../../lib/result.ts'
import { type Fields, firstText, isFields, readRefs, readText } from '../fields.ts'
import type { ReadContext, Unreadable } from '../platform.ts'

/** One call of a System Webhook, or of a journey webhook that was pointed at the same address. */
export interface IterablePayload {
  readonly eventName: string | null
  readonly body: Fields
}

/** A request carries exactly one event. */
export function parsePayload(body: unknown): Result<readonly IterablePayload[], Unreadable> {
  if (!isFields(body))
    return fail({ reason: 'wrong-shape', fix: 'A System Webhook of Iterable sends one JSON object.' })
  // Old samples say eventTitle.
  return ok([{ eventName: firstText([body['eventName'], body['eventTitle']]), body }])
}

/** What the address of the webhook may carry as merge parameters. */
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
 * The same fields, with those that the body lacks taken from the address.
 * Iterable renders a merge parameter that it does not know as blank.
 */
export function fillFromQuery(fields: Fields, query: ReadContext['query']): Fields {
  const missing = MERGE_PARAMETERS.filter(name => readText(fields[name]) === null)
  return { ...fields, ...readRefs(query, missing) }
}
