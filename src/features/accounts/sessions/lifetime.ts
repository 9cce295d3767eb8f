import { DAY_MS } from '../../../lib/duration.ts'

/** A session ends when it is not used for so long, */
const IDLE_MS = 14 * DAY_MS
/** and in any case after this time. */
const ABSOLUTE_MS = 90 * DAY_MS

interface Times {
  readonly created_at: Date
  readonly seen_at: Date
}

/** When a session ends if it is not used again. */
export const expiryOf = ({ created_at, seen_at }: Times): Date =>
  new Date(Math.min(created_at.getTime() + ABSOLUTE_MS, seen_at.getTime() + IDLE_MS))

/** Sessions seen or created before these times are over. */
export const oldestValid = (now: Date): { readonly seen: Date; readonly created: Date } => ({
  seen: new Date(now.getTime() - IDLE_MS),
  created: new Date(now.getTime() - ABSOLUTE_MS),
})

/** When a session that begins now ends in any case. */
export const latestEnd = (now: Date): Date => new Date(now.getTime() + ABSOLUTE_MS)
