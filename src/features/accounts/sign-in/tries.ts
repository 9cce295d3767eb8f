import { HOUR_MS, MINUTE_MS } from '../../../lib/duration.ts'

/** The recent tries of one address, or for one account. */
export interface Tries {
  readonly count: number
  readonly lastAtMs: number
}

export const WINDOW_MS = 15 * MINUTE_MS
export const FREE_TRIES = 10
const WAIT_MIN_MS = MINUTE_MS
const WAIT_MAX_MS = HOUR_MS

/** After the free tries each one is followed by a wait: one minute, two, four, at most an hour. */
const waitAfter = ({ count }: Tries): number =>
  count < FREE_TRIES ? 0 : Math.min(WAIT_MAX_MS, WAIT_MIN_MS * 2 ** (count - FREE_TRIES))

/** How long the next try has to wait, in milliseconds; zero if it may be made. */
export const waitLeft = (tries: Tries | undefined, nowMs: number): number =>
  tries === undefined ? 0 : Math.max(0, tries.lastAtMs + waitAfter(tries) - nowMs)

/** The tries after one more. Those before are forgotten a quarter of an hour after the last one and its wait. */
export function withTry(tries: Tries | undefined, nowMs: number): Tries {
  const isOver = tries === undefined || nowMs - tries.lastAtMs >= waitAfter(tries) + WINDOW_MS
  return { count: isOver ? 1 : tries.count + 1, lastAtMs: nowMs }
}
