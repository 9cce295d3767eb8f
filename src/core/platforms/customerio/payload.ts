import { fail, ok, type Result } from '../../../lib/result.ts'
import { readTime } from '../../values/time.ts'
import { type Unread, unreadOf } from '../../values/unread.ts'
import { type Fields, firstEmail, firstUserId, isFields, readEmail, readFields, readText } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

/** One report of a reporting webhook: person, type and time. All message fields are in `data`. */
export interface CustomerioPayload {
  readonly eventId: string | null
  readonly objectType: string | null
  readonly metric: string | null
  readonly occurredAt: Date | null
  readonly unread: readonly Unread[]
  readonly userId: string | null
  readonly email: string | null
  readonly data: Fields
}

/** A request contains exactly one report. */
export function parsePayload(body: unknown): Result<readonly CustomerioPayload[], Unreadable> {
  if (!isFields(body))
    return fail({ reason: 'wrong-shape', fix: 'A reporting webhook of Customer.io sends one JSON object.' })
  const data = readFields(body['data'])
  const identifiers = readFields(data['identifiers'])
  const { objectType, metric } = readKind(body)
  const occurredAt = readTime(body['timestamp'])
  return ok([
    {
      eventId: readText(body['event_id']),
      objectType,
      metric,
      occurredAt,
      unread: occurredAt === null ? unreadOf('time', body, ['timestamp']) : [],
      // Older bodies have no identifiers. In newer ones the deprecated customer_id may be blank.
      userId: firstUserId([identifiers['id'], data['customer_id']]),
      email: firstEmail([identifiers['email'], data['email_address']]) ?? readRecipient(objectType, data),
      data,
    },
  ])
}

/**
 * The object type and the metric, in lower case. The published schema of the preference event misspells its own key.
 * The first kind of webhook had both in one word, such as `email_opened`. All forms are read.
 */
function readKind(body: Fields): Pick<CustomerioPayload, 'objectType' | 'metric'> {
  const [, object = null, event = null] =
    /^(in_app|[a-z]+)_(\w+)$/i.exec(readText(body['event_type']) ?? '') ?? []
  const objectType = readText(body['object_type'] ?? body['object_type_type']) ?? object
  const metric = readText(body['metric']) ?? event
  return { objectType: objectType?.toLowerCase() ?? null, metric: metric?.toLowerCase() ?? null }
}

/** The recipient is an address only for an email. Otherwise it is a phone number, a channel or a user id. */
function readRecipient(objectType: string | null, data: Fields): string | null {
  const recipient = objectType === 'email' ? readEmail(data['recipient']) : null
  return recipient?.includes('@') ? recipient : null
}
