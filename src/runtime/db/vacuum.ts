import type { Session } from './session.ts'

// PostgreSQL has a vacuum of its own. The embedded engine is a PostgreSQL without it: dead rows would stay forever, the
// planner would know nothing about tables, and the ids of transactions would run out.

/** Rows and ids above which a table is due, besides a share of its rows. */
const DEAD_MIN = 500
const DEAD_SHARE = 0.1
const CHANGED_MIN = 1_000
const CHANGED_SHARE = 0.2
const AGE_MAX = 50_000_000

/** The default of 100 reads 30,000 rows, which holds the only connection for half a second. */
const STATISTICS_TARGET = 20

export interface DueTable {
  /** As a statement names it. */
  readonly name: string
  readonly isDead: boolean
  readonly isChanged: boolean
  readonly isOld: boolean
}

/** The table that needs it most; undefined if none is due. */
export async function findDueTable(session: Session): Promise<DueTable | undefined> {
  const [found] = await session.query<DueTable>({
    name: 'vacuum-due',
    text: `select name, dead > ${DEAD_MIN} + ${DEAD_SHARE} * live as "isDead",
             changed > ${CHANGED_MIN} + ${CHANGED_SHARE} * live as "isChanged", age > ${AGE_MAX} as "isOld"
           from (select c.oid::regclass::text as name, age(c.relfrozenxid) as age, greatest(c.reltuples, 0) as live,
                   coalesce(s.n_dead_tup, 0) as dead, coalesce(s.n_mod_since_analyze, 0) as changed
                 from pg_class c left join pg_stat_all_tables s on s.relid = c.oid where c.relkind in ('r', 'm')) as measured
           where age > ${AGE_MAX} or dead > ${DEAD_MIN} + ${DEAD_SHARE} * live or changed > ${CHANGED_MIN} + ${CHANGED_SHARE} * live
           order by age > ${AGE_MAX} desc, dead desc, changed desc limit 1`,
  })
  return found
}

/** Vacuums one table, in statements as short as can be: requests wait for the connection meanwhile. */
export async function vacuumTable(session: Session, table: DueTable): Promise<void> {
  const { name, isDead, isChanged, isOld } = table
  if (isOld) await session.query({ text: `vacuum (freeze) ${name}` })
  else if (isDead) await session.query({ text: `vacuum ${name}` })
  if (!isChanged) return
  await session.query({ text: `set default_statistics_target = ${STATISTICS_TARGET}` })
  await session
    .query({ text: `analyze ${name}` })
    .finally(() => session.query({ text: 'reset default_statistics_target' }))
}

/** The number of transactions since the oldest that the store still has to tell apart. It must stay below two thousand million. */
export async function transactionAge(session: Session): Promise<number> {
  const [row] = await session.query<{ age: number }>({
    name: 'transaction-age',
    text: 'select max(age(datfrozenxid)) as age from pg_database',
  })
  return row?.age ?? Number.NaN
}
