import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Send } from '../send.ts'

// The clocks of two companies differ, and many platforms report whole seconds.
export const CLOCK_SKEW_MS = MINUTE_MS

export const madeBefore = ({ at }: Pick<StoredEvent, 'at'>, sends: readonly Send[]): readonly Send[] =>
  sends.filter(send => momentOf(send) <= at.getTime() + CLOCK_SKEW_MS)

/** The latest message that was made before the event. */
export const latestBefore = (event: StoredEvent, sends: readonly Send[]): Send | undefined =>
  madeBefore(event, sends).reduce<Send | undefined>(
    (best, send) => (best === undefined || isLater(send, best) ? send : best),
    undefined,
  )

/** An external control has no moment of decision, so its send time counts. */
const momentOf = ({ isExternal, decidedAt, sentAt }: Send): number =>
  (isExternal ? sentAt : decidedAt).getTime()

const isLater = (left: Send, right: Send): boolean =>
  momentOf(left) !== momentOf(right) ? momentOf(left) > momentOf(right) : left.id > right.id
