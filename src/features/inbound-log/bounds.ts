import { firstIdOf, isId, timeOfId } from '../../lib/id.ts'
import { readCursor } from '../../runtime/http/page.ts'
import { type Period, readPeriod } from '../../runtime/http/period.ts'

/** A condition on rows that are ordered by the moment of their arrival, which their id carries. */
export type Bound = readonly [column: 'id' | 'received_at', operator: '<' | '<=' | '>=', value: string | Date]

/**
 * Where a page of a list, newest first, begins and ends.
 * @throws Problem invalid-request for a moment or a cursor that cannot be read
 */
export function readBounds(query: { from?: string; to?: string; cursor?: string }): readonly Bound[] {
  const last = readCursor(query.cursor, isId)
  return [...boundsOf(readPeriod(query)), ...(last === '' ? [] : after(last))]
}

/**
 * What arrived within a period. The bounds on the id use the primary key; those on the time of
 * arrival say the same once more, to spare looking into other months' partitions.
 */
export function boundsOf({ from, to }: Period): readonly Bound[] {
  const bounds: Bound[] = []
  if (from) bounds.push(['id', '>=', firstIdOf(from)], ['received_at', '>=', from])
  if (to) bounds.push(['id', '<', firstIdOf(to)], ['received_at', '<', to])
  return bounds
}

const after = (last: string): readonly Bound[] => [
  ['id', '<', last],
  ['received_at', '<=', timeOfId(last)],
]
