import type { Clock } from '../../lib/clock.ts'
import { createId } from '../../lib/id.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { type Step, stepsOf } from './changed-rows.ts'
import { insertChunk } from './chunk-store.ts'
import type { ReadResult } from './reader/messages.ts'
import { toRow } from './row-fields.ts'

/** Rows to count and events to withdraw, in one step. */
export interface RowChange {
  readonly id: string
  readonly receivedAt: Date
  readonly platform: string
  readonly lookbackHours: number | null
  readonly rows: readonly { readonly key: string; readonly fields: Readonly<Record<string, unknown>> }[]
  readonly gone: readonly { readonly id: string; readonly receivedAt: Date }[]
}

/**
 * Counts rows as events, and withdraws events. Passed as a function, because ingest is another feature.
 * @returns the number of rows by outcome
 */
export type ApplyRows = (session: Session, change: RowChange) => Promise<ReadonlyMap<string, number>>

/** Loads changes of the configuration that other processes have made. */
export type Refresh = () => Promise<void>

export interface Change {
  readonly orgId: number
  readonly partitionId: string
  readonly platform: string
  readonly lookbackHours: number | null
  /** Whether people are named by hashes. */
  readonly isHashed: boolean
  /** The folder with the files that say what changes. */
  readonly spool: string
  readonly result: ReadResult
}

export interface Applying {
  readonly db: Database
  readonly clock: Clock
  readonly apply: ApplyRows
  readonly refresh: Refresh
  readonly onProgress: (progress: string) => void
}

/** The number of added rows by outcome. */
export type Applied = ReadonlyMap<string, number>

const CHUNK_ROWS = 1_000
/** So many changed rows become one transaction. It holds up other work of the organisation for some seconds. */
const AT_ONCE_MAX = 5_000

/**
 * Applies what changed in a partition. A usual re-export becomes one transaction: nobody sees half of it. A larger
 * change is made in chunks, each of which adds and withdraws the same share; if the process dies, the next run goes on.
 */
export async function applyChanges(applying: Applying, change: Change): Promise<Applied> {
  const { added, gone } = change.result
  const outcomes = new Map<string, number>()
  const each = async (session: Session, step: Step) => {
    for (const [outcome, count] of await applyStep(applying, session, change, step))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count)
  }
  await applying.refresh()
  if (added + gone <= AT_ONCE_MAX) {
    await applying.db.transaction(async session => {
      for await (const step of stepsOf(change.spool, change.result, CHUNK_ROWS)) await each(session, step)
    })
    return outcomes
  }
  let done = 0
  for await (const step of stepsOf(change.spool, change.result, CHUNK_ROWS)) {
    await applying.db.transaction(session => each(session, step))
    await applying.refresh()
    done += step.added.length
    applying.onProgress(`${done} of ${added} rows counted`)
  }
  return outcomes
}

async function applyStep(
  { clock, apply }: Applying,
  session: Session,
  { orgId, partitionId, platform, lookbackHours, isHashed }: Change,
  { added, gone }: Step,
): Promise<Applied> {
  const receivedAt = clock()
  const id = createId(receivedAt.getTime())
  if (added.length > 0) await insertChunk(session, orgId, partitionId, { id, receivedAt })
  return apply(session, {
    ...{
      id,
      receivedAt,
      platform,
      lookbackHours,
      rows: added.map(line => toRow(partitionId, line, isHashed)),
    },
    gone: gone.map(row => ({ id: row.id, receivedAt: new Date(Number(row.received_us) / 1000) })),
  })
}
