import { readCustomEvent } from '../custom-event.ts'
import { type Fields, firstText, isFields, readFields, readText } from '../fields.ts'
import type { Normalised, ReadContext } from '../platform.ts'
import { fillFromQuery, type IterablePayload } from './payload.ts'

/**
 * A step of a journey that calls the same address has a body composed by its author. The documented body contains
 * only the person and the journey. The address can then contain the event name (`?event=purchase`).
 * @returns undefined if this is not such a step
 */
export function readJourneyWebhook(
  { body }: IterablePayload,
  query: ReadContext['query'],
): Normalised | undefined {
  // System Webhooks contain the journey too, but inside dataFields.
  const isNamedInBody = firstText([body['workflowId'], body['workflow_id']]) !== null
  const isNamedInAddress = readText(query['workflowId']) !== null && !isFields(body['dataFields'])
  if (!isNamedInBody && !isNamedInAddress) return undefined
  const name = firstText([query['event'], query['event_name'], query['eventName']])
  return readCustomEvent(fillFromQuery(flatten(body), query), { name, nativeEvent: 'journey webhook' })
}

const flatten = ({ dataFields, ...body }: Fields): Fields => ({ ...readFields(dataFields), ...body })
