import { sql } from 'kysely'
import { timeOfId } from '../../lib/id.ts'
import type { Database } from '../db/session.ts'
import {
  type Condition,
  findByIndex,
  findNewest,
  findOldestOf,
  type Log,
  oneOf,
  type RowOf,
} from './find-rows.ts'
import { fullPage, type LookBackPage, lookBack } from './look-back.ts'

/** The rows of a list by what finds them. */
export interface Wanted {
  /**
   * Filters by what has an index, such as the ids of a person: rows meet one condition of each. The first filter finds
   * the rows.
   */
  readonly named: readonly (readonly Condition[])[]
  /** Conditions that an index meets together with the order: the period, the page. */
  readonly bounds: readonly Condition[]
  /** Conditions without an index. */
  readonly searched: readonly Condition[]
}

interface Source<Of extends Log, Item> {
  readonly db: Database
  readonly log: Of
  readonly orgId: number
  readonly show: (row: RowOf<Of>) => Item
}

/**
 * A page of a list, newest first, whose duration does not depend on the length of the list. Conditions without an index
 * search a limited number of rows: the page may then contain fewer rows than requested and still have a next page.
 */
export async function listNewest<Of extends Log, Item>(
  { db, log, orgId, show }: Source<Of, Item>,
  { named: [indexed = [], ...others], bounds, searched: unindexed }: Wanted,
  limit: number,
): Promise<LookBackPage<Item>> {
  const searched = [...unindexed, ...others.map(oneOf)]
  const load = (conditions: readonly Condition[], most: number) =>
    findNewest(db, log, orgId, conditions, most)
  if (indexed.length > 0) {
    const ids = await findByIndex(db, log, orgId, indexed, [...bounds, ...searched])
    if (ids?.length === 0) return fullPage([], limit, show)
    if (ids) return fullPage(await load(among(log, ids.slice(0, limit + 1)), limit + 1), limit, show)
  }
  const conditions = [...searched, ...(indexed.length === 0 ? [] : [oneOf(indexed)])]
  if (conditions.length === 0) return fullPage(await load(bounds, limit + 1), limit, show)
  const look = async (size: number, last: string | undefined, missing: number) => {
    const within = [...bounds, ...(last === undefined ? [] : before(log, last))]
    const horizon = await findOldestOf(db, log, orgId, within, size)
    const since = horizon === undefined ? [] : from(log, horizon)
    return { rows: await load([...conditions, ...within, ...since], missing), horizon }
  }
  return lookBack(limit, look, show)
}

/** Their ids name the partition. */
const isPartitioned = (log: Log): boolean => log === 'events'

/** The rows before this id in a list with the newest first. */
export const before = (log: Log, id: string): readonly Condition[] => [
  sql`id < ${id}`,
  ...(isPartitioned(log) ? [sql<boolean>`received_at <= ${timeOfId(id)}`] : []),
]

const from = (log: Log, id: string): readonly Condition[] => [
  sql`id >= ${id}`,
  ...(isPartitioned(log) ? [sql<boolean>`received_at >= ${timeOfId(id)}`] : []),
]

const among = (log: Log, ids: readonly string[]): readonly Condition[] => [
  sql`id in (${sql.join(ids)})`,
  ...(isPartitioned(log) ? [sql<boolean>`received_at in (${sql.join(ids.map(timeOfId))})`] : []),
]
