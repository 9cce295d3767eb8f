import { createBatcher } from '../../lib/batcher.ts'
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
   * Stores a decision, unless its message key already has one. Whoever stops waiting for it has to say so with
   * `abandon`, or it counts.
   */
  record(decision: Decision): Recording
  /**
   * To be called by a request that is answered without its decision. When all requests that shared the recording have
   * been, its decision is not stored any more, or it is taken out of the store again.
   * @param decision as it was given to `record`
   */
  abandon(recording: Recording, decision: Decision): void
  drain(): Promise<void>
}

/** A decision on its way into the store, or in it. Not the whole of it: what is remembered for long should be small. */
export interface Recording {
  /** Of the decision that was handed to the store. */
  readonly id: string
  /** The decision that holds: this one, or an earlier one of the same message. Undefined when it was abandoned in time. */
  readonly kept: Promise<Kept | undefined>
  readonly expiresAtMs: number
  /** How many requests were answered with it, or wait for it. */
  requests: number
}

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
  const recent = createRecent<Recording>(RECENT_MAX)
  const abandoned = new Set<string>()
  const withdrawals = openWithdrawals(db)
  const batcher = createBatcher<Decision, Kept | undefined>(
    decisions => (abandoned.size === 0 ? write(decisions) : writeWanted(decisions)),
    BATCH_MAX,
  )

  /** Under overload most of what waits has been given up: leaving it out is what lets the store catch up. */
  async function writeWanted(decisions: readonly Decision[]): Promise<readonly (Kept | undefined)[]> {
    const wanted = decisions.filter(({ id }) => !abandoned.has(id))
    const kept = wanted.length === 0 ? [] : await write(wanted)
    const keptById = new Map(wanted.map(({ id }, at) => [id, kept[at]]))
    return decisions.map(({ id }) => keptById.get(id))
  }

  async function write(decisions: readonly Decision[]): Promise<readonly Kept[]> {
    try {
      await storeTables(decisions)
      return (await store(db, decisions)).map(keptOf)
    } catch (error) {
      const isDown = isStoreDown(error)
      // Otherwise they are written again in halves.
      if (isDown || decisions.length === 1)
        for (const decision of decisions) forget(keyOf(decision), decision.id)
      // A connection that is lost may have been lost after the commit.
      if (isDown) withdrawals.add(decisions)
      throw error
    }
  }

  /** Asked for again meanwhile, the message may have another recording, which still waits. */
  function forget(key: string, id: string): void {
    if (recent.get(key)?.id === id) recent.delete(key)
  }

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
