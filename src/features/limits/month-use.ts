import type { Clock } from '../../lib/clock.ts'
import { createFlusher } from '../../lib/collect/flusher.ts'
import { within } from '../../lib/within.ts'
import { monthOf } from './month.ts'

export interface MonthUse {
  readonly orgId: number
  /** The text of its first date. */
  readonly month: string
  readonly choices: number
  readonly events: number
}

export type Counted = 'choices' | 'events'

/**
 * Counts choices and events of each organisation in memory, and adds them to the stored sums every few seconds. A crash
 * loses the last of them, to the advantage of the organisation.
 */
export interface MonthUses {
  count(orgId: number, what: Counted, number: number): void
  /**
   * Whether an organisation has used its quota of this month. Other processes' use is seen some seconds late. Whoever is
   * not known in time has not used it: a store that is away refuses nobody.
   */
  hasUsed(orgId: number, what: Counted, quota: number): Promise<boolean>
  /** Resolves when everything so far is stored, or the attempt has failed. */
  flush(): Promise<void>
}

export interface UseStore {
  readonly add: (uses: readonly MonthUse[]) => Promise<readonly MonthUse[]>
  readonly load: (
    orgId: number,
    month: string,
  ) => Promise<{ readonly choices: number; readonly events: number }>
}

interface Stored {
  readonly choices: number
  readonly events: number
  readonly atMs: number
}

const LOAD_BUDGET_MS = 200

/** @param onError called if a write fails; its counts are lost */
export function createMonthUses(
  { add, load }: UseStore,
  everyMs: number,
  clock: Clock,
  onError: (error: unknown) => void,
): MonthUses {
  let pending = new Map<string, MonthUse>()
  let writing: ReadonlyMap<string, MonthUse> = new Map()
  const stored = new Map<string, Stored>()
  const keyOf = (orgId: number, month: string): string => `${orgId} ${month}`

  async function writeAll(): Promise<void> {
    if (pending.size === 0) return
    writing = pending
    pending = new Map()
    try {
      const atMs = clock().getTime()
      for (const use of await add([...writing.values()]))
        stored.set(keyOf(use.orgId, use.month), { ...use, atMs })
    } finally {
      writing = new Map()
    }
  }
  const { later, flush } = createFlusher(writeAll, everyMs, onError)

  const loading = new Map<string, Promise<void>>()
  async function loadInto(key: string, orgId: number, month: string): Promise<void> {
    try {
      stored.set(key, { ...(await load(orgId, month)), atMs: clock().getTime() })
    } finally {
      loading.delete(key)
    }
  }

  /** Calls of the same moment share one query. */
  async function reload(key: string, orgId: number, month: string): Promise<void> {
    const pendingLoad = loading.get(key) ?? loadInto(key, orgId, month)
    if (!loading.has(key)) loading.set(key, pendingLoad)
    await within(pendingLoad, LOAD_BUDGET_MS).catch(() => {})
  }

  return {
    count(orgId, what, number) {
      if (number === 0) return
      const month = monthOf(clock())
      const key = keyOf(orgId, month)
      const present = pending.get(key) ?? { orgId, month, choices: 0, events: 0 }
      pending.set(key, { ...present, [what]: present[what] + number })
      later()
    },
    async hasUsed(orgId, what, quota) {
      const month = monthOf(clock())
      const key = keyOf(orgId, month)
      const isOld = clock().getTime() - (stored.get(key)?.atMs ?? Number.NEGATIVE_INFINITY) >= everyMs
      if (isOld) await reload(key, orgId, month)
      const used = [stored, writing, pending].reduce((sum, uses) => sum + (uses.get(key)?.[what] ?? 0), 0)
      return used >= quota
    },
    flush,
  }
}
