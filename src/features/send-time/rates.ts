import type { Clock } from '../../lib/clock.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { createRecent } from '../../lib/recent.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { adjust, FLAT } from './intensity.ts'
import { seenInHours } from './responses-by-hour.ts'
import { loadHours, type Period } from './store.ts'
import { STRENGTH } from './strength.ts'
import { zoneOf } from './zone.ts'

type Values = readonly number[]

export interface Rates {
  /** Responses by hour of the local week, for a template, or for all templates together. Usually from memory. */
  of(org: Org, templateId: string | null): Promise<Values>
}

/** The age limit of a person's messages, in days. */
export const HABIT_DAYS = 180

// If reading takes long, the next reading is later, so that reading takes at most a hundredth of the time.
const KEPT_MIN_MS = 2_000
const KEPT_FACTOR = 100
const ENTRIES_MAX = 2_000

export function createRates(session: Session, clock: Clock): Rates {
  const kept = createRecent<{ readonly values: Promise<Values>; freshUntilMs: number }>(ENTRIES_MAX)

  function keep(key: string, load: () => Promise<Values>): Promise<Values> {
    const startedMs = performance.now()
    const known = kept.get(key)
    if (known && known.freshUntilMs > startedMs) return known.values
    // Concurrent callers wait for the same reading.
    const entry = { values: load(), freshUntilMs: Number.POSITIVE_INFINITY }
    kept.set(key, entry)
    const settle = (factor: number) => {
      const endedMs = performance.now()
      entry.freshUntilMs = endedMs + factor * Math.max(KEPT_MIN_MS, KEPT_FACTOR * (endedMs - startedMs))
    }
    entry.values.then(
      () => settle(1),
      () => settle(0),
    )
    return entry.values
  }

  const seenOf = async (org: Org, templateId: string | null) =>
    seenInHours(zoneOf(org.timezone), await loadHours(session, org.id, templateId, recentPeriod(clock())))

  const ofOrg = (org: Org) =>
    keep(`${org.id}|${org.timezone}`, async () => adjust(FLAT, await seenOf(org, null), STRENGTH.org))

  return {
    of: (org, templateId) =>
      templateId === null
        ? ofOrg(org)
        : keep(`${org.id}|${org.timezone}|${templateId}`, async () =>
            adjust(await ofOrg(org), await seenOf(org, templateId), STRENGTH.template),
          ),
  }
}

// Clocks differ, so times slightly in the future count too.
const recentPeriod = (now: Date): Period => ({
  from: new Date(now.getTime() - HABIT_DAYS * DAY_MS),
  until: new Date(now.getTime() + DAY_MS),
})
