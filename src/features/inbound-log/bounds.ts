import { sql } from 'kysely'
import { firstIdOf, isId, timeOfId } from '../../lib/id.ts'
import { readCursor } from '../../runtime/http/page.ts'
import { type Period, readPeriod } from '../../runtime/http/period.ts'
import type { Condition } from '../../runtime/lists/find-rows.ts'

/** A condition on rows in the order of arrival. Their id contains the time of arrival. */
export type Bound = readonly [column: 'id' | 'received_at', operator: '<' | '<=' | '>=', value: string | Date]

/**
 * The first and last row of a page, newest first.
 * @throws Problem invalid-request if a time or a cursor cannot be read
 */
export function readBounds(query: { from?: string; to?: string; cursor?: string }): readonly Bound[] {
  const last = readCursor(query.cursor, isId)
  return [...boundsOf(readPeriod(query)), ...before(last === '' ? undefined : last)]
}

/**
 * Calls that arrived within a period. The bounds on the id use the primary key. The bounds on the time of arrival
 * repeat them, so that the partitions of other months are not read.
 */
export function boundsOf({ from, to }: Period): readonly Bound[] {
  const bounds: Bound[] = []
  if (from) bounds.push(['id', '>=', firstIdOf(from)], ['received_at', '>=', from])
  if (to) bounds.push(['id', '<', firstIdOf(to)], ['received_at', '<', to])
  return bounds
}

/** The rows from this id on; all rows if it is undefined. */
export const since = (id: string | undefined): readonly Bound[] =>
  id === undefined
    ? []
    : [
        ['id', '>=', id],
        ['received_at', '>=', timeOfId(id)],
      ]

/** The rows before this id; all rows if it is undefined. */
export const before = (id: string | undefined): readonly Bound[] =>
  id === undefined
    ? []
    : [
        ['id', '<', id],
        ['received_at', '<=', timeOfId(id)],
      ]

export const toCondition = ([column, operator, value]: Bound): Condition =>
  sql`${sql.ref(column)} ${sql.raw(operator)} ${value}`
