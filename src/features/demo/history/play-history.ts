import { createRandom } from '../../../core/stats/draw/random.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/duration.ts'
import { createBackend } from '../backend-traffic.ts'
import { type Behaviour, behave } from '../behaviour.ts'
import type { Call } from '../client.ts'
import { createCustomerio } from '../customerio-traffic.ts'
import type { DemoOrg } from '../demo-org.ts'
import { createIterable } from '../iterable-traffic.ts'
import { oddityAt } from '../oddities.ts'
import type { Sender } from '../sender.ts'
import { type PlannedMessage, planDay } from './plan-day.ts'

/** A report that a platform made at that time. */
export interface PastCall {
  readonly at: Date
  readonly call: Call
}

/** Parley as it was at a moment of the past. */
export interface PastParley {
  /** Requests copy at that moment, like a call of the Generate API. The choice is made by the policy of that time. */
  ask(call: Call, at: Date): Promise<{ readonly variantId: string; readonly trackingId: string }>
  /** Receives, counts and credits these calls. */
  receive(calls: readonly PastCall[]): Promise<void>
  /** Divides the traffic anew, by what is known at that moment. */
  learn(at: Date): Promise<void>
}

export const DAYS = 30
/** Traffic is divided anew after so many days. Larger batches are stored faster. */
const DAYS_AT_ONCE = 2
/** The hours of a real person are seconds in the live demo. */
const PACE = HOUR_MS / 1_000
/** The unusual calls of the last day. */
const ODDITIES = 16
const ODDITY_EVERY_MS = 40 * 60_000

/**
 * Plays a month of the demo, day by day: choices, reports and learning happen in the order in which they would have
 * happened. Only the people are invented.
 */
export async function playHistory(
  parley: PastParley,
  org: DemoOrg,
  now: Date,
  progress: { days: number; readonly stop: AbortSignal },
): Promise<void> {
  const senders = [
    createCustomerio({ org: org.slug, key: org.platformKey, signingKey: org.signingKey }),
    createIterable({ org: org.slug, key: org.platformKey }),
    createBackend({ org: org.slug, key: org.platformKey }),
  ]
  let waiting = odditiesOf(org, now)
  for (let day = 0; day < DAYS && !progress.stop.aborted; day += DAYS_AT_ONCE) {
    const startOf = (which: number) => new Date(now.getTime() - (DAYS - which) * DAY_MS)
    const until = startOf(day + DAYS_AT_ONCE)
    const sent = senders.flatMap(sender =>
      Array.from({ length: DAYS_AT_ONCE }, (_, at) => planDay(sender.templateId, day + at, startOf(day + at)))
        .flat()
        .filter(({ sentAt }) => sentAt < until)
        .map(message => sendMessage(parley, org, sender, message)),
    )
    const reports = (await Promise.all(sent)).flat()
    waiting = [...waiting, ...reports].toSorted((left, right) => left.at.getTime() - right.at.getTime())
    const due = waiting.filter(({ at }) => at < until)
    waiting = waiting.slice(due.length)
    await parley.receive(due)
    await parley.learn(until)
    progress.days = day + DAYS_AT_ONCE
  }
}

/** @returns the reports that follow */
async function sendMessage(
  parley: PastParley,
  org: DemoOrg,
  sender: Sender,
  { person, id, sentAt }: PlannedMessage,
): Promise<readonly PastCall[]> {
  const random = createRandom('demo', 'past reader', sender.templateId, id)
  const { variantId, trackingId } = await parley.ask(sender.ask({ person, id }), sentAt)
  const variant = org.variants.get(variantId)
  if (!variant)
    throw new Error(`${sender.templateId} was given a variant that it does not have: ${variantId}`)
  const behaviour = slowed(behave(variant.planted, person, random))
  const message = { person, id, sentAt, trackingId, behaviour, random }
  return sender
    .report(message)
    .map(({ afterMs, call }) => ({ at: new Date(sentAt.getTime() + afterMs), call }))
}

function slowed(behaviour: Behaviour): Behaviour {
  const slow = (ms: number | null) => (ms === null ? null : Math.round(ms * PACE))
  return {
    ...behaviour,
    prefetchedMs: slow(behaviour.prefetchedMs),
    openedMs: slow(behaviour.openedMs),
    clickedMs: slow(behaviour.clickedMs),
    convertedMs: slow(behaviour.convertedMs),
    unsubscribedMs: slow(behaviour.unsubscribedMs),
  }
}

/** Reports of the last hours that a person should look at. */
function odditiesOf({ slug, platformKey, signingKey }: DemoOrg, now: Date): readonly PastCall[] {
  return Array.from({ length: ODDITIES }, (_, number) => {
    const at = new Date(now.getTime() - (number + 1) * ODDITY_EVERY_MS)
    const { call } = oddityAt(number, at, { org: slug, key: platformKey, signingKey })
    return { at, call }
  }).filter(({ call }) => call.path.startsWith('/api/webhook/'))
}
