import { fail, ok, type Result } from '../../../lib/result.ts'
import { readTime } from '../../values/time.ts'
import { type Unread, unreadOf } from '../../values/unread.ts'
import { type Fields, firstUserId, isFields, readFields, readText } from '../fields.ts'
import { itemsOf } from '../items.ts'
import type { Unreadable } from '../platform.ts'

/** One event of a Currents batch: person, type and time. All other fields are in `properties`. */
export interface BrazePayload {
  readonly eventType: string | null
  readonly id: string | null
  readonly occurredAt: Date | null
  readonly unread: readonly Unread[]
  /** The external id; for people without one, the Braze id. */
  readonly userId: string | null
  /** The Braze id. */
  readonly brazeId: string | null
  readonly properties: Fields
}

/**
 * A request contains `{"events": […]}`. Relays also send a list of these, or of events. An empty list, an empty object or no body only tests the credentials.
 * Mistakes in an event are found when the event is read, so that they do not affect the other events.
 */
export function parsePayload(body: unknown): Result<readonly BrazePayload[], Unreadable> {
  const events = isFields(body) && Object.keys(body).length === 0 ? [] : itemsOf(body)
  if (events === undefined || (Array.isArray(body) && body.length === 0))
    return fail({
      reason: 'wrong-shape',
      fix: 'Braze Currents sends {"events": […]}. Choose Custom Currents Export in Braze, not another kind of export.',
    })
  return ok(events.map(parseEvent))
}

function parseEvent(event: unknown): BrazePayload {
  const fields = readFields(event)
  const user = readFields(fields['user'])
  const occurredAt = readTime(fields['time'])
  return {
    eventType: readText(fields['event_type']),
    id: readText(fields['id']),
    occurredAt,
    unread: occurredAt === null ? unreadOf('time', fields, ['time']) : [],
    userId: firstUserId([user['external_user_id'], user['user_id']]),
    brazeId: readText(user['user_id']),
    properties: readFields(fields['properties']),
  }
}
