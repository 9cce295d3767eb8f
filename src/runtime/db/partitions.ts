import type { Database, Session } from './session.ts'

/** Tables that grow with traffic. Each has one partition a month, named after it. */
export const PARTITIONED = [
  'decisions',
  'inbound_requests',
  'events',
  'attributions',
  'metric_credits',
  'messages',
] as const

/**
 * Percent of a page that new rows may fill. A message is counted several times, and a row that changes within its page
 * needs no new entries in indexes.
 */
const FILL: Partial<Record<(typeof PARTITIONED)[number], number>> = { messages: 75 }

const MONTHS_AHEAD = 2

// Any number works, if every process uses the same one.
const LOCK = 7_275_392_115

/** Creates the partitions of the last month, this month and the next two, if they do not exist. */
export async function ensurePartitions(db: Database, now: Date): Promise<void> {
  const months = Array.from({ length: MONTHS_AHEAD + 2 }, (_, ahead) => monthOf(now, ahead - 1))
  await db.transaction(session => createMissing(session, PARTITIONED, months))
}

/** The tables whose rows have the month of a decision. */
const BY_DECISION = PARTITIONED.filter(table => table !== 'inbound_requests' && table !== 'events')

/**
 * Creates the partitions for decisions at these moments, as part of the transaction: a platform reports sends that are
 * older than the installation.
 */
export async function ensureDecisionMonths(session: Session, moments: readonly Date[]): Promise<void> {
  const months = [...new Set(moments.map(moment => monthOf(moment, 0).getTime()))].map(ms => new Date(ms))
  const names = months.map(month => partitionName('decisions', month))
  const missing = await session.query({
    name: 'decision-months-missing',
    text: 'select from unnest($1::text[]) name where to_regclass(name) is null',
    values: [names],
  })
  if (missing.length > 0) await createMissing(session, BY_DECISION, months)
}

async function createMissing(
  session: Session,
  tables: readonly (typeof PARTITIONED)[number][],
  months: readonly Date[],
): Promise<void> {
  await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [LOCK] })
  const existing = new Set((await partitions(session)).map(({ name }) => name))
  const wanted = tables.flatMap(table =>
    months.map(month => ({ table, month, name: partitionName(table, month) })),
  )
  for (const { table, month, name } of wanted.filter(partition => !existing.has(partition.name))) {
    const [from, until] = [month, monthOf(month, 1)].map(date => date.toISOString())
    // A table that is attached locks out no reader or writer of the others, in contrast to one that is created in its place.
    await session.query({
      text: `create table ${name} (like ${table} including all) with (fillfactor = ${FILL[table] ?? 100})`,
    })
    await session.query({
      text: `alter table ${table} attach partition ${name} for values from ('${from}') to ('${until}')`,
    })
  }
}

/** Drops the partitions of a table that end before the moment. This is the cheapest way to delete. */
export async function dropPartitionsBefore(
  db: Database,
  table: (typeof PARTITIONED)[number],
  moment: Date,
): Promise<readonly string[]> {
  const old = (await partitions(db)).filter(
    partition => partition.parent === table && monthOf(startOf(partition.name), 1) <= moment,
  )
  for (const { name } of old) await db.query({ text: `drop table if exists ${name}` })
  return old.map(({ name }) => name)
}

function partitions(db: Session): Promise<readonly { parent: string; name: string }[]> {
  return db.query({
    text: `select parent.relname as parent, child.relname as name
           from pg_inherits join pg_class parent on parent.oid = inhparent join pg_class child on child.oid = inhrelid
           where parent.relkind = 'p' and child.relkind = 'r' and parent.relname = any($1)`,
    values: [PARTITIONED],
  })
}

const monthOf = (date: Date, ahead: number): Date =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1))

const partitionName = (table: string, month: Date): string =>
  `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`

const startOf = (name: string): Date => new Date(`${name.slice(-7).replace('_', '-')}-01T00:00:00Z`)
