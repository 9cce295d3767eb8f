import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../lib/clock.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { DatasetName, RowOf } from './columns.ts'
import type { Day } from './day.ts'
import { decisionsOf } from './decision-store.ts'
import type { Destination } from './destination.ts'
import { eventRowsOf, type OrgOfRows } from './event-rows.ts'
import { type Published, publishDay } from './publish-day.ts'
import { openWriter } from './writer.ts'

export interface Exporting {
  readonly db: Session
  readonly clock: Clock
  /** A folder for temporary files. */
  readonly spool: string
}

export interface Export {
  readonly org: OrgOfRows
  readonly destination: Destination
  readonly days: Iterable<Day> | AsyncIterable<Day>
  /** Whether user ids and addresses are exported. Without, their columns are null. */
  readonly withPeople: boolean
  readonly fileRowsMax?: number
}

export type ExportedDay = { readonly day: Day } & Readonly<Record<DatasetName, Published>>

const FILE_ROWS = 250_000

/** Exports days, one after the other. */
export async function* exportDays(
  { db, clock, spool: spools }: Exporting,
  { org, destination, days, withPeople, fileRowsMax = FILE_ROWS }: Export,
): AsyncGenerator<ExportedDay> {
  await mkdir(spools, { recursive: true })
  const spool = await mkdtemp(join(spools, 'export-'))
  const writer = openWriter(spool)
  const publishing = { destination, clock, writer, spool, fileRowsMax }
  const shown = <Row extends RowOf<DatasetName>>(pages: AsyncGenerator<readonly Row[]>) =>
    withPeople ? pages : withoutPeople(pages)
  try {
    for await (const day of days)
      yield {
        day,
        decisions: await publishDay(publishing, 'decisions', day, shown(decisionsOf(db, org.id, day))),
        events: await publishDay(publishing, 'events', day, shown(eventRowsOf(db, org, day))),
      }
  } finally {
    await writer.close()
    await rm(spool, { recursive: true, force: true })
  }
}

async function* withoutPeople<Row extends RowOf<DatasetName>>(
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) yield page.map(row => ({ ...row, user_id: null, email: null }))
}
