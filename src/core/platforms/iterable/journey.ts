import { readCustomEvent } from '../custom-event.ts'
import { type Fields, firstText, isFields, readFields, readText } from '../fields.ts'
import type { Normalised, ReadContext } from '../platform.ts'
import { fillFromQuery, type IterablePayload } from './payload.ts'

/**
 * A step of a journey that calls the same address says what its author made it say. The documented
 * body names only the person and the journey; the address can then name the event (`?event=purchase`).
 * @returns undefined when this is no such step
 */
export function readJourneyWebhook(
  { body }: IterablePayload,
  query: ReadContext['query'],
): Normalised | undefined {
  // System Webhooks name the journey too, but inside dataFields.
  const isNamedInBody = firstText([body['workflowId'], body['workflow_id']]) !== null
  const isNamedInAddress = readText(query['workflowId']) !== null && !isFields(body['dataFields'])
  if (!isNamedInBody && !isNamedInAddress) return undefined
  const name = firstText([query['event'], query['event_name'], query['eventName']])
  return readCustomEvent(fillFromQuery(flatten(body), query), { name, nativeEvent: 'journey webhook' })
}

const flatten = ({ dataFields, ...body }: Fields): Fields => ({ ...readFields(dataFields), ...body })
