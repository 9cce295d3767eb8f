import { HOUR_MS, MINUTE_MS } from '../../../lib/duration.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'
import { readTime } from '../../values/time.ts'
import { type Unread, unreadOf } from '../../values/unread.ts'
import { type Fields, firstText, isFields, readEmail, readFields, readText } from '../fields.ts'
import type { Unreadable } from '../platform.ts'

/** One webhook: the kind, the person, and the enclosed models. */
export interface ChameleonPayload {
  readonly id: string | null
  /** Lower case, such as `tour.started`. */
  readonly kind: string | null
  readonly occurredAt: Date | null
  readonly unread: readonly Unread[]
  readonly userId: string | null
  readonly email: string | null
  readonly profile: Fields
  /** The webhook's Tour, Microsurvey, Embeddable or demo. */
  readonly experience: Fields
  readonly experienceId: string | null
  readonly data: Fields
}

/** A request contains exactly one webhook. */
export function parsePayload(body: unknown): Result<readonly ChameleonPayload[], Unreadable> {
  if (!isFields(body))
    return fail({ reason: 'wrong-shape', fix: 'A webhook of Chameleon sends one JSON object.' })
  const data = readFields(body['data'])
  // Null for visitors without an identity.
  const profile = readFields(data['profile'])
  const experience = readFields(data['tour'] ?? data['survey'] ?? data['embed'] ?? data['demo'])
  const id = readText(body['id'])
  const occurredAt = readMoment(id, body['sent_at'])
  return ok([
    {
      id,
      kind: readText(body['kind'])?.toLowerCase() ?? null,
      occurredAt,
      unread: occurredAt === null ? unreadOf('time', body, ['sent_at']) : [],
      userId: readText(profile['uid']),
      email: readEmail(profile['email']),
      profile,
      experience,
      experienceId: firstText([experience['id'], readFields(data['response'])['survey_id']]),
      data,
    },
  ])
}

const OBJECT_ID = /^[0-9a-f]{24}$/i

// Chameleon retries a failed call for about 43 hours.
const RETRIES_MS = 48 * HOUR_MS
const SAME_MOMENT_MS = MINUTE_MS

/**
 * The time of the event: `sent_at`, unless the id shows that this is a retry. An id starts with the second of its
 * creation, which no retry changes. Chameleon does not document whether retries change `sent_at`.
 */
function readMoment(id: string | null, sentAt: unknown): Date | null {
  const sent = readTime(sentAt)
  const made = id !== null && OBJECT_ID.test(id) ? readTime(Number.parseInt(id.slice(0, 8), 16)) : null
  if (sent === null || made === null) return sent ?? made
  const lateMs = sent.getTime() - made.getTime()
  return lateMs > SAME_MOMENT_MS && lateMs <= RETRIES_MS ? made : sent
}
