import { type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { Database } from '../db/session.ts'
import type { Tables } from '../db/tables.ts'

export type Condition = RawBuilder<SqlBool>

/** Tables whose ids begin with their time, with an index on the organisation and the id. */
export type Log = 'inbound_requests' | 'events' | 'deliveries' | 'profile_writes'

export type RowOf<Of extends Log> = Selectable<Tables[Of]> & { readonly id: string }

/** The rows with these values are few, or they are not looked for by their index. */
const INDEXED_MAX = 1_000

/** Equality of a column with a value from outside. */
export const is = (column: string, value: string): Condition => sql`${sql.ref(column)} = ${value}`

/** The newest rows that meet all conditions, newest first. */
export async function findNewest<Of extends Log>(
  { kysely }: Database,
  log: Of,
  orgId: number,
  conditions: readonly Condition[],
  most: number,
): Promise<readonly RowOf<Of>[]> {
  const { rows } = await sql<RowOf<Of>>`
    select * from ${sql.table(log)} where ${all([isOf(orgId), ...conditions])}
    order by id desc limit ${most}`.execute(kysely)
  return rows
}

/** The oldest of the given number of newest rows that meet the conditions; undefined if there are fewer. */
export async function findOldestOf(
  { kysely }: Database,
  log: Log,
  orgId: number,
  conditions: readonly Condition[],
  count: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(log)} where ${all([isOf(orgId), ...conditions])}
    order by id desc offset ${count - 1} limit 1`.execute(kysely)
  return rows[0]?.id
}

/**
 * The ids of all rows that meet one of the indexed conditions and all of the others, newest first. Each indexed condition
 * is looked up by its own index: with `or`, an order and a limit, the database may read the whole table from its newest
 * row on, because it does not know that a value is rare.
 * @returns undefined if there are more than a thousand
 */
export async function findByIndex(
  { kysely }: Database,
  log: Log,
  orgId: number,
  indexed: readonly Condition[],
  others: readonly Condition[],
): Promise<readonly string[] | undefined> {
  const lookUps = indexed.map(
    condition => sql`select id from ${sql.table(log)} where ${all([isOf(orgId), condition, ...others])}`,
  )
  // Materialized: it is planned without the limit, and still ends with it.
  const { rows } = await sql<{ id: string }>`
    with found as materialized (${sql.join(lookUps, sql` union all `)})
    select id from found limit ${INDEXED_MAX + 1}`.execute(kysely)
  if (rows.length > INDEXED_MAX) return undefined
  return [...new Set(rows.map(({ id }) => id))].sort().reverse()
}

const isOf = (orgId: number): Condition => sql`org_id = ${orgId}`

/** One of these. There is at least one. */
export const oneOf = (conditions: readonly Condition[]): Condition =>
  sql`(${sql.join(conditions, sql` or `)})`

/** All of these; true if there are none. */
export const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
