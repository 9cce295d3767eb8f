import { fail, ok, type Result } from '../../../lib/result.ts'
import { type Fields, firstText, isFields, readFields, readText, readTime } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

/** One event of a Currents batch: who, what and when, and everything else in `properties`. */
export interface BrazePayload {
  readonly eventType: string | null
  readonly id: string | null
  readonly occurredAt: Date | null
  /** The external id; the id that Braze gave, of people without one. */
  readonly userId: string | null
  /** The id that Braze gave. */
  readonly brazeId: string | null
  readonly properties: Fields
}

/**
 * A request carries `{"events": […]}`; an empty list, like an empty object or no body at all, only tries
 * the credentials. What is wrong with one event is found out when it is read: it must not cost the others.
 */
export function parsePayload(body: unknown): Result<readonly BrazePayload[], Unreadable> {
  const events = isFields(body) && Object.keys(body).length === 0 ? [] : readFields(body)['events']
  if (!Array.isArray(events))
    return fail({
      reason: 'wrong-shape',
      fix: 'Braze Currents sends {"events": […]}. Choose Custom Currents Export in Braze, not another kind of export.',
    })
  return ok(events.map(parseEvent))
}

function parseEvent(event: unknown): BrazePayload {
  const fields = readFields(event)
  const user = readFields(fields['user'])
  return {
    eventType: readText(fields['event_type']),
    id: readText(fields['id']),
    occurredAt: readTime(fields['time']),
    userId: firstText([user['external_user_id'], user['user_id']]),
    brazeId: readText(user['user_id']),
    properties: readFields(fields['properties']),
  }
}
