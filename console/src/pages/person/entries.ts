import type { StoredEvent } from '../../../../src/features/inbound-log/schema.ts'
import type { Decision, Person } from '../../../../src/features/people/schema.ts'

/** What happened to a person, in one list. */
export type Entry =
  | { readonly kind: 'message'; readonly id: string; readonly at: number; readonly decision: Decision }
  | {
      readonly kind: 'report' | 'conversion'
      readonly id: string
      readonly at: number
      readonly event: StoredEvent
      /** The messages that it counts for, with the reason. */
      readonly credits: readonly {
        readonly decision_id: string
        readonly metric: string
        readonly reason: string
      }[]
    }

/** A trace whose events have the form of every event list. */
export interface Trace extends Omit<Person, 'events'> {
  readonly events: readonly StoredEvent[]
}

const sentAt = ({ sent_at, decided_at }: Decision): number => Date.parse(sent_at ?? decided_at)

/** Messages, reports and conversions by their time, newest first. Each once, although pages may overlap. */
export function historyOf(pages: readonly Trace[]): readonly Entry[] {
  const credits = creditsOf(pages)
  const entries = new Map<string, Entry>()
  for (const { decisions, events } of pages) {
    for (const decision of decisions) entries.set(decision.decision_id, toMessage(decision))
    for (const event of events) entries.set(event.id, toReport(event, credits.get(event.id) ?? []))
  }
  return [...entries.values()].sort((left, right) => right.at - left.at || (left.id < right.id ? 1 : -1))
}

type Credits = Trace['attributions']

/** What each event counts for. */
function creditsOf(pages: readonly Trace[]): ReadonlyMap<string, Credits> {
  const credits = new Map<string, Credits>()
  for (const credit of pages.flatMap(({ attributions }) => attributions)) {
    const known = credits.get(credit.event_id) ?? []
    if (known.every(({ decision_id }) => decision_id !== credit.decision_id))
      credits.set(credit.event_id, [...known, credit])
  }
  return credits
}

const toMessage = (decision: Decision): Entry => ({
  kind: 'message',
  id: decision.decision_id,
  at: sentAt(decision),
  decision,
})

const toReport = (event: StoredEvent, credits: Credits): Entry => ({
  kind: event.type === 'conversion' || event.type === 'custom' ? 'conversion' : 'report',
  id: event.id,
  at: Date.parse(event.occurred_at ?? event.received_at),
  event,
  credits,
})

const DAY_MS = 86_400_000

/** The time in which conversions count for a message; undefined if its template was deleted. */
export const windowOf = (decision: Decision): readonly [from: number, to: number] | undefined =>
  decision.window === null
    ? undefined
    : [
        sentAt(decision) + decision.window.offset_days * DAY_MS,
        sentAt(decision) + decision.window.lookback_days * DAY_MS,
      ]

/** The first and last moment of a history, with some air. */
export function spanOf(entries: readonly Entry[], now: number): readonly [from: number, to: number] {
  const last = Math.max(now, entries[0]?.at ?? now)
  const first = Math.min(entries.at(-1)?.at ?? last - DAY_MS, last - DAY_MS)
  const air = (last - first) * 0.03
  return [first - air, last + air]
}
