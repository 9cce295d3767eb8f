import type { Database, Session } from '../session.ts'
import { analyzeTable } from '../statistics.ts'

// PostgreSQL has a vacuum of its own. The embedded engine is a PostgreSQL without it: dead rows would stay forever, and
// the ids of transactions would run out.

/** Dead rows above which a table is due, besides a share of its rows. */
const DEAD_MIN = 500
const DEAD_SHARE = 0.1
const AGE_MAX = 50_000_000

export interface DueTable {
  /** As a statement names it. */
  readonly name: string
  readonly isOld: boolean
}

/** The table that needs it most; undefined if none is due. */
export async function findDueTable(session: Session): Promise<DueTable | undefined> {
  const [found] = await session.query<DueTable>({
    name: 'vacuum-due',
    text: `select name, age > ${AGE_MAX} as "isOld"
           from (select c.oid::regclass::text as name, age(c.relfrozenxid) as age, greatest(c.reltuples, 0) as live,
                   coalesce(s.n_dead_tup, 0) as dead
                 from pg_class c left join pg_stat_all_tables s on s.relid = c.oid where c.relkind in ('r', 'm')) as measured
           where age > ${AGE_MAX} or dead > ${DEAD_MIN} + ${DEAD_SHARE} * live
           order by age > ${AGE_MAX} desc, dead desc limit 1`,
  })
  return found
}

/**
 * Vacuums one table, in two statements, because requests wait for the connection meanwhile. The analysis belongs to it:
 * a vacuum notes the size of the table, by which `analyzeGrown` would tell that it has grown.
 */
export async function vacuumTable(db: Database, { name, isOld }: DueTable): Promise<void> {
  await db.query({ text: `vacuum ${isOld ? '(freeze)' : ''} ${name}` })
  await analyzeTable(db, name)
}

/** The number of transactions since the oldest that the store still has to tell apart. It must stay below two thousand million. */
export async function transactionAge(session: Session): Promise<number> {
  const [row] = await session.query<{ age: number }>({
    name: 'transaction-age',
    text: 'select max(age(datfrozenxid)) as age from pg_database',
  })
  return row?.age ?? Number.NaN
}
