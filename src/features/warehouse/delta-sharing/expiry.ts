import { DAY_MS, inWords } from '../../../lib/duration.ts'

/** How long before its end a profile is warned about, in days; the last of them is the most urgent. */
const STEPS_DAYS = [30, 7, 1] as const

export interface Expiry {
  /** The step that was reached last: 30, 7 or 1 days before the end; 0 after it. */
  readonly step: (typeof STEPS_DAYS)[number] | 0
  readonly message: string
}

/** What to say about the end of a profile; undefined while it is far away. */
export function expiryOf(expiresAt: Date | null, now: Date): Expiry | undefined {
  if (expiresAt === null) return undefined
  const leftMs = expiresAt.getTime() - now.getTime()
  const at = expiresAt.toISOString()
  if (leftMs <= 0)
    return {
      step: 0,
      message: `The profile of the share expired at ${at}. Ask for a new one, and replace it here.`,
    }
  const step = STEPS_DAYS.findLast(days => leftMs <= days * DAY_MS)
  return step === undefined
    ? undefined
    : {
        step,
        message: `The profile of the share expires in ${inWords(leftMs)}, at ${at}. Ask for a new one in time.`,
      }
}
