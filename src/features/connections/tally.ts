import { createFlusher } from '../../lib/collect/flusher.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Failure } from './health.ts'

/** The result of a processed call, for health. */
export interface ReadCall {
  readonly platform: string
  readonly receivedAt: Date
  readonly isUnderstood: boolean
  /** Whether any event in it counted for a message. */
  readonly isCounted: boolean
  /** Whether it was processed before. A failure is then not new. */
  readonly isReplay: boolean
}

/**
 * Counts platform calls in memory and writes them at most every few seconds, one row for each platform and hour. So
 * neither a busy platform nor an attacker can cause more writes. A crash loses the sums that were not written yet,
 * but no calls.
 */
export interface Tally {
  received(orgId: number, platform: string, at: Date): void
  refused(orgId: number, platform: string, reason: Failure, at: Date): void
  read(orgId: number, calls: readonly ReadCall[]): void
  /** Resolves when all sums so far are written, or the attempt has failed. */
  flush(): Promise<void>
}

/** The changes for a platform of an organisation since the last write. */
export interface Change {
  readonly orgId: number
  readonly platform: string
  firstReceivedAt: Date | null
  lastReceivedAt: Date | null
  lastCountedAt: Date | null
  isUnderstood: boolean
  /** Since the last readable call within this change. */
  failures: number
  lastFailure: Failure | null
  /** By the beginning of the hour, in milliseconds since the epoch. */
  readonly hours: Map<number, HourChange>
}

export interface HourChange {
  received: number
  unreadable: number
  refused: number
}

/** @param onError called if a write fails; the sums of that write are lost */
export function createTally(
  write: (changes: readonly Change[]) => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): Tally {
  let changes = new Map<string, Change>()

  function changeOf(orgId: number, platform: string): Change {
    const key = `${orgId} ${platform}`
    const change = changes.get(key) ?? nothingYet(orgId, platform)
    changes.set(key, change)
    later()
    return change
  }

  async function writeAll(): Promise<void> {
    const written = [...changes.values()]
    changes = new Map()
    if (written.length > 0) await write(written)
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  return {
    received(orgId, platform, at) {
      const change = changeOf(orgId, platform)
      change.firstReceivedAt ??= at
      change.lastReceivedAt = latest(change.lastReceivedAt, at)
      hourOf(change, at).received += 1
    },
    refused(orgId, platform, reason, at) {
      const change = changeOf(orgId, platform)
      change.failures += 1
      change.lastFailure = reason
      hourOf(change, at).refused += 1
    },
    read(orgId, calls) {
      for (const call of calls) addReading(changeOf(orgId, call.platform), call)
    },
    flush,
  }
}

function addReading(change: Change, { receivedAt, isUnderstood, isCounted, isReplay }: ReadCall): void {
  if (isUnderstood) {
    change.isUnderstood = true
    change.failures = 0
    change.lastFailure = null
    if (isCounted) change.lastCountedAt = latest(change.lastCountedAt, receivedAt)
  } else if (!isReplay) {
    change.failures += 1
    change.lastFailure = 'unreadable'
    hourOf(change, receivedAt).unreadable += 1
  }
}

const nothingYet = (orgId: number, platform: string): Change => ({
  orgId,
  platform,
  firstReceivedAt: null,
  lastReceivedAt: null,
  lastCountedAt: null,
  isUnderstood: false,
  failures: 0,
  lastFailure: null,
  hours: new Map(),
})

function hourOf({ hours }: Change, at: Date): HourChange {
  const hour = Math.floor(at.getTime() / HOUR_MS) * HOUR_MS
  const change = hours.get(hour) ?? { received: 0, unreadable: 0, refused: 0 }
  hours.set(hour, change)
  return change
}

const latest = (known: Date | null, at: Date): Date => (known !== null && known > at ? known : at)
