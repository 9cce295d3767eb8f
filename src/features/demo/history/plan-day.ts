import { createRandom } from '../../../core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/duration.ts'
import { hexId } from '../invented-ids.ts'
import { personAt } from '../people.ts'
import type { Asking } from '../sender.ts'

/** A message of the demo's past, before its copy was requested. */
export interface PlannedMessage extends Asking {
  readonly sentAt: Date
}

/** How many messages the templates send on a working day. */
const PER_DAY: Readonly<Record<string, number>> = {
  'welcome-email': 46,
  'cart-reminder': 28,
  'price-alert': 30,
}
const WEEKEND_SHARE = 0.6
/** Most messages go out from seven in the morning to ten in the evening. */
const FIRST_HOUR = 7
const LAST_HOUR = 22

/**
 * The messages of one template in the 24 hours from `from`, in order of time. The same day has the same messages in every
 * demo.
 * @param day counted from the first day of the demo
 */
export function planDay(templateId: string, day: number, from: Date): readonly PlannedMessage[] {
  const isWeekend = [0, 6].includes(from.getUTCDay())
  const count = Math.round((PER_DAY[templateId] ?? 0) * (isWeekend ? WEEKEND_SHARE : 1))
  const random = createRandom('demo', 'day', templateId, String(day))
  return Array.from({ length: count }, (_, at) => ({
    person: personAt(day * 100 + at),
    id: hexId(random),
    sentAt: momentOf(from, random()),
  })).toSorted((left, right) => left.sentAt.getTime() - right.sentAt.getTime())
}

/** A moment within the day after `from`, in the waking hours, UTC. */
function momentOf(from: Date, share: number): Date {
  const midnight = Math.floor(from.getTime() / DAY_MS) * DAY_MS
  const at = midnight + (FIRST_HOUR + share * (LAST_HOUR - FIRST_HOUR)) * HOUR_MS
  return new Date(at < from.getTime() ? at + DAY_MS : at)
}
