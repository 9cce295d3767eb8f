import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { readFields } from '../../core/platforms/fields.ts'
import type { Clock } from '../../lib/clock.ts'
import { createId } from '../../lib/id.ts'
import { isFields, storable } from '../../lib/json.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
import { ADDED_FILE, type AddedRow, type FormerRow, GONE_FILE, type ReadResult } from './reader/messages.ts'
import { insertChunk } from './store.ts'

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
      for await (const step of stepsOf(change)) await each(session, step)
    })
    return outcomes
  }
  let done = 0
  for await (const step of stepsOf(change)) {
    await applying.db.transaction(session => each(session, step))
    await applying.refresh()
    done += step.added.length
    applying.onProgress(`${done} of ${added} rows counted`)
  }
  return outcomes
}

interface Step {
  readonly added: readonly AddedRow[]
  readonly gone: readonly FormerRow[]
}

async function* stepsOf({ spool, result }: Change): AsyncGenerator<Step> {
  const added = linesOf<AddedRow>(join(spool, ADDED_FILE))
  const gone = linesOf<FormerRow>(join(spool, GONE_FILE))
  const steps = Math.ceil(Math.max(result.added, result.gone) / CHUNK_ROWS)
  try {
    for (let step = 0; step < steps; step++)
      yield {
        added: await take(added, Math.ceil(result.added / steps)),
        gone: await take(gone, Math.ceil(result.gone / steps)),
      }
  } finally {
    await Promise.all([added.return(undefined), gone.return(undefined)])
  }
}

async function* linesOf<Row>(path: string): AsyncGenerator<Row> {
  const input = createReadStream(path)
  try {
    for await (const line of createInterface({ input })) yield JSON.parse(line)
  } finally {
    input.destroy()
  }
}

async function take<Row>(source: AsyncGenerator<Row>, count: number): Promise<readonly Row[]> {
  const taken: Row[] = []
  while (taken.length < count) {
    const { done, value } = await source.next()
    if (done) break
    taken.push(value)
  }
  return taken
}

async function applyStep(
  { clock, apply }: Applying,
  session: Session,
  { orgId, partitionId, platform, lookbackHours }: Change,
  { added, gone }: Step,
): Promise<Applied> {
  const receivedAt = clock()
  const id = createId(receivedAt.getTime())
  if (added.length > 0) await insertChunk(session, orgId, partitionId, { id, receivedAt })
  return apply(session, {
    ...{ id, receivedAt, platform, lookbackHours, rows: added.map(toRow) },
    gone: gone.map(row => ({ id: row.id, receivedAt: new Date(Number(row.received_us) / 1000) })),
  })
}

function toRow({ key, at_us, properties, ...columns }: AddedRow) {
  const said = Object.entries(columns).filter(([, value]) => value !== null)
  const { session_id: session, ...fields } = Object.fromEntries(said)
  const kept: unknown = properties === null ? {} : JSON.parse(properties)
  const own = session === undefined ? {} : { session_id: session }
  const event_timestamp = Math.floor(Number(at_us) / 1000)
  const inside = { ...(isFields(kept) ? kept : {}), ...own }
  return { key, fields: readFields(storable({ ...fields, event_timestamp, properties: inside })) }
}
