import type { Event } from '../../events/event.ts'
import { readTime } from '../../values/time.ts'
import { type Unread, unreadOf } from '../../values/unread.ts'
import { createDedupeKey } from '../dedupe-key.ts'
import {
  type Fields,
  firstEmail,
  firstText,
  firstUserId,
  readEmail,
  readFields,
  readText,
} from '../fields.ts'

/** The fields of every Segment call, whatever its type. */
export interface Call {
  /** track, page, identify, …, in lower case; null if the body has no type. */
  readonly kind: string | null
  /** The name of a track call. */
  readonly name: string | null
  readonly nativeEvent: string
  readonly dedupeKey: string | null
  readonly occurredAt: Date | null
  readonly unread: readonly Unread[]
  readonly who: Pick<Event, 'userId' | 'email'>
  /** An address among the properties. It is the person's own only if the event is about a message. */
  readonly recipient: string | null
  readonly properties: Fields
  readonly page: Fields
  readonly campaign: Fields
}

/** Reads the fields that all calls share. The vendor's documents also write them in snake case. */
export function readCallFields(fields: Fields): Call {
  const context = readFields(fields['context'])
  const properties = readFields(fields['properties'])
  const name = readText(fields['event'])
  const kind =
    firstText([fields['type'], fields['action']])?.toLowerCase() ?? (name === null ? null : 'track')
  const who = readPerson(kind, fields, readFields(context['traits']))
  const occurredAt = TIMES.reduce<Date | null>((time, field) => time ?? readTime(fields[field]), null)
  const at = firstText(TIMES.map(time => fields[time]))
  return {
    kind,
    name,
    nativeEvent: kind === 'track' ? `track:${name ?? ''}` : (kind ?? 'unknown'),
    dedupeKey:
      firstText([fields['messageId'], fields['message_id']]) ??
      // Without a time, the same event next month would count as a repetition of this one.
      (at === null ? null : createDedupeKey(kind, name, who.userId ?? who.email, at)),
    occurredAt,
    unread: occurredAt === null ? unreadOf('time', fields, TIMES) : [],
    who,
    recipient: readAddress(
      firstText([properties['email'], properties['email_address'], properties['recipient']]),
    ),
    properties,
    page: readFields(context['page']),
    campaign: readFields(context['campaign']),
  }
}

/** Segment corrects the first field for a wrong clock of the device. */
const TIMES = ['timestamp', 'originalTimestamp', 'original_timestamp', 'sentAt', 'receivedAt'] as const

/** Customer.io and Iterable use the address as the anonymous id of people without another id. */
function readPerson(kind: string | null, fields: Fields, traits: Fields): Call['who'] {
  const userId = firstUserId([
    fields['userId'],
    fields['user_id'],
    fields['anonymousId'],
    fields['anonymous_id'],
  ])
  // The traits of a group call belong to the company, including the address.
  const own = kind === 'group' ? {} : readFields(fields['traits'])
  return { userId, email: firstEmail([traits['email'], own['email'], readAddress(userId)]) }
}

function readAddress(text: string | null): string | null {
  return text?.includes('@') ? readEmail(text) : null
}
