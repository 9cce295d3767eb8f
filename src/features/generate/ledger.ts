import { createBatcher } from '../../lib/collect/batcher.ts'
import { createRecent } from '../../lib/recent.ts'
import { isStoreDown } from '../../lib/store-down.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { ServedTable } from '../learning/served-policy.ts'
import { saveTables, type TableInUse } from '../learning/table-store.ts'
import type { Decision, Kept } from './decision.ts'
import { store } from './ledger-store.ts'
import { openWithdrawals } from './withdrawals.ts'

export interface Ledger {
  /**
   * Stores a decision, unless its message key already has one. A caller that stops waiting must call `abandon`;
   * otherwise the decision counts.
   */
  record(decision: Decision): Recording
  /**
   * Gives a recording up, for a request that was answered without its decision. When all requests that share the
   * recording have given it up, its decision is not stored, or is deleted from the store.
   * @param decision as it was passed to `record`
   */
  abandon(recording: Recording, decision: Decision): void
  drain(): Promise<void>
}

/** A decision that is being stored or is stored. Only some fields: the objects stay in memory for long. */
export interface Recording {
  /** The id of the decision that was sent to the store. */
  readonly id: string
  /** The decision of the message: this one, or an earlier one. Undefined if it was given up before it was stored. */
  readonly kept: Promise<Kept | undefined>
  readonly expiresAtMs: number
  /** The number of requests that wait for it or were answered with it. */
  requests: number
}

const keptOf = ({ id, variantId, arm, reason, propensity, modelVersion, userKey, email }: Kept): Kept => ({
  id,
  variantId,
  arm,
  reason,
  propensity,
  modelVersion,
  userKey,
  email,
})

const BATCH_MAX = 512
// Larger than a batch, so that no batch contains a key twice. Not much larger: objects that survive two collections
// of V8 move to its old space, and with five times as many a choice takes a tenth more processor time.
const RECENT_MAX = 1_000

export function openLedger(db: Database): Ledger {
  const storedTables = new WeakSet<ServedTable>()
  // Answers repeated requests of a message, such as one each for subject, preheader and body.
  const recent = createRecent<Recording>(RECENT_MAX)
  const abandoned = new Set<string>()
  const withdrawals = openWithdrawals(db)
  const batcher = createBatcher<Decision, Kept | undefined>(write, BATCH_MAX)

  async function write(decisions: readonly Decision[]): Promise<readonly (Kept | undefined)[]> {
    try {
      await storeTables(decisions)
      return await (abandoned.size === 0 ? storeAll(decisions) : storeWanted(decisions))
    } catch (error) {
      const isDown = isStoreDown(error)
      // Otherwise the batcher writes them again in halves.
      if (isDown || decisions.length === 1)
        for (const decision of decisions) forget(keyOf(decision), decision.id)
      // The connection may have been lost after the commit.
      if (isDown) withdrawals.add(decisions)
      throw error
    }
  }

  const storeAll = async (decisions: readonly Decision[]): Promise<readonly Kept[]> =>
    (await store(db, decisions)).map(keptOf)

  /**
   * Leaves out decisions that were given up. Under overload these are the majority, and the store can catch up without
   * them. Stored late, they would also be missed by whoever looks at decisions some seconds after they were made.
   */
  async function storeWanted(decisions: readonly Decision[]): Promise<readonly (Kept | undefined)[]> {
    const wanted = decisions.filter(({ id }) => !abandoned.has(id))
    const kept = wanted.length === 0 ? [] : await storeAll(wanted)
    const keptById = new Map(wanted.map(({ id }, at) => [id, kept[at]]))
    return decisions.map(({ id }) => keptById.get(id))
  }

  /** Removes a recording, unless the message has a newer one that still waits. */
  function forget(key: string, id: string): void {
    if (recent.get(key)?.id === id) recent.delete(key)
  }

  /**
   * Stores new tables. They change far less often than choices are made, so there is almost never anything to store.
   */
  async function storeTables(decisions: readonly Decision[]): Promise<void> {
    // Keyed by content: two versions of a policy may have the same table.
    const uses = new Map<string, TableInUse>()
    for (const { table, orgId, templateId } of decisions)
      if (table !== undefined && !storedTables.has(table))
        uses.set(`${orgId}|${table.id}`, { orgId, templateId, table })
    if (uses.size === 0) return
    await saveTables(db, [...uses.values()], decisions[0]?.decidedAt ?? new Date())
    for (const { table } of uses.values()) storedTables.add(table)
  }

  function start(decision: Decision): Recording {
    return {
      id: decision.id,
      kept: batcher.add(decision),
      expiresAtMs: decision.keyExpiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
      requests: 1,
    }
  }

  return {
    record(decision) {
      if (decision.messageKey === null) return start(decision)
      const key = keyOf(decision)
      const known = recent.get(key)
      if (known !== undefined && known.expiresAtMs > decision.decidedAt.getTime()) {
        known.requests += 1
        return known
      }
      const recording = start(decision)
      recent.set(key, recording)
      return recording
    },
    abandon(recording, decision) {
      recording.requests -= 1
      if (recording.requests > 0) return
      const { id, kept } = recording
      forget(keyOf(decision), id)
      abandoned.add(id)
      kept.then(
        holder => {
          abandoned.delete(id)
          if (holder !== undefined) withdrawals.add([{ ...decision, id }])
        },
        () => abandoned.delete(id),
      )
    },
    async drain() {
      await batcher.drain()
      await withdrawals.drain()
    },
  }
}

const keyOf = ({ orgId, messageKey }: Decision): string => `${orgId}|${messageKey}`
