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

/** Creates the partitions of this month and the next two, if they do not exist. */
export async function ensurePartitions(db: Database, now: Date): Promise<void> {
  const months = Array.from({ length: MONTHS_AHEAD + 2 }, (_, ahead) => monthOf(now, ahead - 1))
  const wanted = PARTITIONED.flatMap(table =>
    months.map(month => ({ table, month, name: partitionName(table, month) })),
  )
  await db.transaction(async session => {
    await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [LOCK] })
    const existing = new Set((await partitions(session)).map(({ name }) => name))
    for (const { table, month, name } of wanted.filter(partition => !existing.has(partition.name))) {
      const [from, until] = [month, monthOf(month, 1)].map(date => date.toISOString())
      await session.query({
        text: `create table ${name} partition of ${table} for values from ('${from}') to ('${until}') with (fillfactor = ${FILL[table] ?? 100})`,
      })
    }
  })
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
