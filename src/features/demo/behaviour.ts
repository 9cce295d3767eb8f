import { drawNormal } from '../../core/stats/draw/draw-normal.ts'
import type { Random } from '../../core/stats/draw/random.ts'
import type { Person } from './people.ts'
import type { Planted } from './world.ts'

/**
 * The events of one message. Times are in milliseconds after sending, null for never. Hours of a real person are
 * seconds in the demo.
 */
export interface Behaviour {
  readonly bounced: boolean
  /** The mail program fetched it automatically. */
  readonly prefetchedMs: number | null
  readonly openedMs: number | null
  readonly clickedMs: number | null
  readonly convertedMs: number | null
  readonly unsubscribedMs: number | null
  /** The value of the conversion, in USD. */
  readonly amount: number
}

const BOUNCE_SHARE = 0.01
const ORDER_MEDIAN_USD = 34
const ORDER_SPREAD = 0.5

const NEVER = { prefetchedMs: null, openedMs: null, clickedMs: null, convertedMs: null, unsubscribedMs: null }

/** Draws a person's reactions to a message with these rates. */
export function behave(
  { open, click, conversion, unsubscribe }: Planted,
  { mailProgram }: Person,
  random: Random,
): Behaviour {
  const happens = (share: number) => random() < share / (1 - BOUNCE_SHARE)
  const after = (fromMs: number, meanMs: number) => fromMs + meanMs * (0.4 + 1.2 * random())
  // Log-normal, as order values usually are.
  const amount = Math.round(100 * ORDER_MEDIAN_USD * Math.exp(ORDER_SPREAD * drawNormal(random))) / 100
  const bounced = random() < BOUNCE_SHARE
  if (bounced) return { bounced, amount, ...NEVER }

  // Everybody who clicks has opened. The shares are of all messages.
  const opens = happens(open)
  const clicks = opens && random() < click / open
  const converts = happens(conversion)
  const openedMs = opens ? after(150, 600) : null
  const clickedMs = clicks ? after(openedMs ?? 0, 400) : null
  return {
    bounced,
    amount,
    prefetchedMs: mailProgram === 'apple' ? after(100, 150) : null,
    openedMs,
    clickedMs,
    convertedMs: converts ? after(clickedMs ?? openedMs ?? 300, 500) : null,
    unsubscribedMs: happens(unsubscribe) ? after(openedMs ?? 300, 700) : null,
  }
}
