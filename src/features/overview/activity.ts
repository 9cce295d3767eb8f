import { createFlusher } from '../../lib/collect/flusher.ts'
import { HOUR_MS } from '../../lib/duration.ts'

/** The upper ends, in milliseconds, of the times that choices take. A longer time counts in the last. */
export const TOOK_MS = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 250, 500, 1_000, 2_500, 10_000]

/** The activity of one organisation in one hour. */
export interface HourOfActivity {
  readonly orgId: number
  /** The beginning of the hour, in milliseconds since 1970. */
  readonly hourMs: number
  events: number
  counted: number
  repeated: number
  /** By the upper end of the time that they took. */
  readonly choices: Map<number, number>
}

/**
 * Counts choices and events in memory, and writes them every few seconds: one row for each organisation, hour and
 * time. A crash loses the sums that were not written yet; results do not depend on them.
 */
export interface Activity {
  /** An answered choice. @param tookMs the time of the answer in milliseconds */
  chosen(orgId: number, at: Date, tookMs: number): void
  /** Events that were read from reports, by what came of them. */
  read(orgId: number, at: Date, outcomes: readonly string[]): void
  /** Resolves when all sums so far are written, or the attempt has failed. */
  flush(): Promise<void>
}

/** @param onError called if a write fails; the sums of that write are lost */
export function createActivity(
  write: (hours: readonly HourOfActivity[]) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Activity {
  let hours = new Map<string, HourOfActivity>()

  function hourOf(orgId: number, at: Date): HourOfActivity {
    const hourMs = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS
    const key = `${orgId} ${hourMs}`
    const hour = hours.get(key) ?? { orgId, hourMs, events: 0, counted: 0, repeated: 0, choices: new Map() }
    hours.set(key, hour)
    later()
    return hour
  }

  async function writeAll(): Promise<void> {
    const written = [...hours.values()]
    hours = new Map()
    if (written.length > 0) await write(written)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  return {
    chosen(orgId, at, tookMs) {
      const { choices } = hourOf(orgId, at)
      const end = TOOK_MS.find(most => tookMs <= most) ?? TOOK_MS.at(-1) ?? 0
      choices.set(end, (choices.get(end) ?? 0) + 1)
    },
    read(orgId, at, outcomes) {
      if (outcomes.length === 0) return
      const hour = hourOf(orgId, at)
      hour.events += outcomes.length
      hour.counted += outcomes.filter(outcome => outcome === 'counted').length
      hour.repeated += outcomes.filter(outcome => outcome === 'duplicate').length
    },
    flush,
  }
}

/** The time that 95 of 100 choices took at most, in milliseconds; null without choices. */
export function p95Of(
  choices: readonly { readonly tookMs: number; readonly choices: number }[],
): number | null {
  const sorted = choices.toSorted((a, b) => a.tookMs - b.tookMs)
  const all = sorted.reduce((sum, row) => sum + row.choices, 0)
  let passed = 0
  for (const row of sorted) {
    passed += row.choices
    if (passed >= 0.95 * all) return row.tookMs
  }
  return null
}
