import { createBatcher } from '../../lib/batcher.ts'
import { createRecent } from '../../lib/recent.ts'
import type { Database } from '../../runtime/db/db.ts'
import type { ServedTable } from '../learning/served-policy.ts'
import { saveTables, type TableInUse } from '../learning/table-store.ts'
import type { Arm } from './decide.ts'
import { discount, store } from './ledger-store.ts'
import type { Reason } from './schema.ts'

/** A choice as it is kept. */
export interface Decision {
  readonly id: string
  readonly orgId: number
  readonly decidedAt: Date
  readonly templateId: string
  readonly variantId: string | null
  readonly arm: Arm
  /** False for previews: answered, and never part of any figure. */
  readonly counted: boolean
  readonly reason: Reason
  readonly propensity: number
  readonly modelVersion: number
  /** The user id, else the address. */
  readonly userKey: string | null
  readonly email: string | null
  readonly trackingId: string | null
  /** JSON text. */
  readonly attrs: string
  /** JSON text, null when the template's own windows hold. */
  readonly windows: string | null
  readonly messageKey: string | null
  readonly keyExpiresAt: Date | null
  /** See `cellOf`; '' without a policy that looks at attributes. */
  readonly cell: string
  /** The table that the choice was looked up in; undefined when no policy was asked. */
  readonly table: ServedTable | undefined
  /** Which row of it; null with a table: the even share. */
  readonly tableRow: number | null
  /** The even share that the choice was made with; null when no policy was asked. */
  readonly epsilon: number | null
}

/** What a repeated request needs to know of the first one's decision. */
export type Kept = Pick<Decision, 'id' | 'variantId' | 'arm' | 'reason' | 'propensity' | 'modelVersion'>

export interface Ledger {
  /**
   * Stores a decision, unless its message key already has one.
   * @returns the decision that holds: this one, or the earlier one of the same message
   */
  record(decision: Decision): Promise<Kept>
  /** Takes a decision out of every figure, when its answer never left. */
  discount(decision: Kept & Pick<Decision, 'orgId' | 'decidedAt'>): Promise<void>
  drain(): Promise<void>
}

interface Remembered {
  /** Of the decision that was handed to the store. */
  readonly id: string
  /** Also while it is still being stored. */
  readonly kept: Promise<Kept>
  readonly expiresAtMs: number
}

/** Not the whole decision: what is remembered for long should be small. */
const keptOf = ({ id, variantId, arm, reason, propensity, modelVersion }: Kept): Kept => ({
  id,
  variantId,
  arm,
  reason,
  propensity,
  modelVersion,
})

const BATCH_MAX = 512
// More than a batch, so that none meets the same key twice. Not many more: what is still known when V8 has collected
// twice is old to it, and with five times as many a choice takes a tenth more processor time.
const RECENT_MAX = 1_000

export function openLedger(db: Database): Ledger {
  const storedTables = new WeakSet<ServedTable>()
  // A message that is asked for part by part (subject, preheader, body) is answered from here.
  const recent = createRecent<Remembered>(RECENT_MAX)
  const batcher = createBatcher<Decision, Kept>(async decisions => {
    try {
      await storeTables(decisions)
      return (await store(db, decisions)).map(keptOf)
    } catch (error) {
      for (const { id, orgId, messageKey } of decisions) {
        const key = `${orgId}|${messageKey}`
        // Forgotten and asked for again meanwhile, it is another decision's, which still waits.
        if (recent.get(key)?.id === id) recent.delete(key)
      }
      throw error
    }
  }, BATCH_MAX)

  /** A policy's tables change far less often than choices are made, so nearly always there is nothing to do. */
  async function storeTables(decisions: readonly Decision[]): Promise<void> {
    // By what is kept: two versions of a policy may come to the same table.
    const uses = new Map<string, TableInUse>()
    for (const { table, orgId, templateId } of decisions)
      if (table !== undefined && !storedTables.has(table))
        uses.set(`${orgId}|${table.id}`, { orgId, templateId, table })
    if (uses.size === 0) return
    await saveTables(db, [...uses.values()], decisions[0]?.decidedAt ?? new Date())
    for (const { table } of uses.values()) storedTables.add(table)
  }

  return {
    record(decision) {
      const { orgId, messageKey, decidedAt, keyExpiresAt } = decision
      if (messageKey === null) return batcher.add(decision)
      const key = `${orgId}|${messageKey}`
      const known = recent.get(key)
      if (known !== undefined && known.expiresAtMs > decidedAt.getTime()) return known.kept
      const remembered: Remembered = {
        id: decision.id,
        kept: batcher.add(decision),
        expiresAtMs: keyExpiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
      }
      recent.set(key, remembered)
      return remembered.kept
    },
    discount: decision => discount(db, decision),
    drain: batcher.drain,
  }
}
