import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../../../lib/clock.ts'
import { DAY_MS, HOUR_MS } from '../../../../lib/duration.ts'
import { isStoreDown } from '../../../../lib/store-down.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import { lockOrg } from '../../../../runtime/db/by-org/org-lock.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import { type HeldLease, holdLease } from '../../../../runtime/outbox/lease.ts'
import { SourceError } from '../../source-error.ts'
import { type Day, dayAt, readDay } from '../day.ts'
import type { Destination } from '../destination.ts'
import { type ExportedDay, exportDays } from '../export-days.ts'
import { beginDay, endDay, loadDueDays, noteDays } from './day-store.ts'
import type { Places } from './place.ts'
import { addDay, EXPORT_LEASES, endExportRun, planRun, type StoredExportRun } from './run-store.ts'
import type { RunDay } from './schema.ts'
import { loadExport } from './setting-store.ts'

export interface DailyExport {
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly findOrg: (id: number) => Promise<Org | undefined>
  /** A folder for temporary files. */
  readonly spool: string
  readonly places: Places
}

/** The run stops here: another process has taken it over, its settings are gone, or this process ends. */
class StoppedError extends Error {}

const FAILURE = 'Something unexpected happened; the log of this server says what.'
const TAKEN_UP_MAX = 5
const TAKEN_UP = `The process that exported has ended ${TAKEN_UP_MAX} times. The log of this server may say why; a run goes on where it ended.`
/** A choice at midnight is stored a moment later. */
const SETTLED_AFTER_MS = HOUR_MS

/**
 * Does a run that this process has claimed, and ends it.
 * @param isStopping asked before each file: whether this process has to end. The next process goes on.
 */
export async function runExport(
  daily: DailyExport,
  run: StoredExportRun,
  isStopping: () => boolean,
): Promise<void> {
  const { db, clock } = daily
  const { org_id: orgId, id: lane, leased_until: until, failures } = run
  const lease = holdLease(db, clock, EXPORT_LEASES, { orgId, lane, until, failures })
  let after = failures
  try {
    const failure = failures > TAKEN_UP_MAX ? TAKEN_UP : await failureOf(daily, run, lease, isStopping)
    await lease.under(session => endExportRun(session, run, failure, clock()))
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error
    // A process that ends in order has not failed.
    after--
  } finally {
    await lease.free(clock(), after)
  }
}

/** Exports what is due. @returns why it failed; null if it did not */
async function failureOf(
  daily: DailyExport,
  run: StoredExportRun,
  lease: HeldLease,
  isStopping: () => boolean,
): Promise<string | null> {
  const goOn = () => {
    if (isStopping() || !lease.isCurrent()) throw new StoppedError()
  }
  try {
    await exportDue(daily, run, lease, goOn)
    return null
  } catch (error) {
    if (error instanceof SourceError) return error.message
    if (error instanceof StoppedError || isStoreDown(error)) throw error
    daily.log.error({ err: error, org_id: run.org_id }, 'an export failed')
    return FAILURE
  }
}

async function exportDue(
  { db, clock, findOrg, spool, places }: DailyExport,
  run: StoredExportRun,
  lease: HeldLease,
  goOn: () => void,
): Promise<void> {
  const org = await findOrg(run.org_id)
  const stored = await loadExport(db, run.org_id)
  if (org === undefined || stored === undefined) throw new StoppedError()
  const first = firstDay(org, stored.first_day, clock())
  const last = dayAt(new Date(clock().getTime() - SETTLED_AFTER_MS - DAY_MS)).name
  await db.transaction(async session => {
    await lockOrg(session, org.id)
    await noteDays(session, org.id, first, last)
  })
  const due = await loadDueDays(db, org.id, first)
  await lease.under(session => planRun(session, run, due.length))
  if (due.length === 0) return
  const place = await places.open(org, stored.connection)
  try {
    const exported = exportDays(
      { db, clock, spool },
      {
        ...{ org, destination: fenced(place.destination, goOn), withPeople: stored.with_people },
        days: begun(db, org.id, due, goOn),
      },
    )
    for await (const each of exported) {
      const day = toRunDay(each)
      const isOurs = await lease.under(async session => {
        await endDay(session, org.id, day, clock())
        await addDay(session, run, day)
      })
      if (!isOurs) throw new StoppedError()
    }
  } finally {
    place.close()
  }
}

/** The first day that is exported. Days of which something may have been deleted for its age stay as they were exported. */
export function firstDay({ retention }: Pick<Org, 'retention'>, wanted: string, now: Date): string {
  const kept = dayAt(new Date(now.getTime() - (retention.eventsDays - 2) * DAY_MS)).name
  return wanted > kept ? wanted : kept
}

/** The days, each marked as begun directly before it is exported. */
async function* begun(
  db: Database,
  orgId: number,
  names: readonly string[],
  goOn: () => void,
): AsyncGenerator<Day> {
  for (const name of names) {
    goOn()
    const day = readDay(name)
    if (day === undefined) throw new Error(`${name} is no day`)
    await db.transaction(async session => {
      await lockOrg(session, orgId)
      await beginDay(session, orgId, name)
    })
    yield day
  }
}

/** The destination as long as this process holds the lease: a later holder's files must not be removed. */
const fenced = (destination: Destination, goOn: () => void): Destination => ({
  ...destination,
  async put(...given) {
    goOn()
    await destination.put(...given)
  },
  async putText(...given) {
    goOn()
    await destination.putText(...given)
  },
  async remove(...given) {
    goOn()
    await destination.remove(...given)
  },
})

const toRunDay = ({ day, decisions, events }: ExportedDay): RunDay => ({
  ...{ day: day.name, decisions: decisions.rows, events: events.rows },
  files: decisions.files + events.files,
  bytes: decisions.bytes + events.bytes,
})
