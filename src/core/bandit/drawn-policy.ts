import type { Evidence, Policy } from './bandit.ts'
import { type Table, tableOf } from './table.ts'

/** Rows of a table: shares come in steps of 1/512. */
export const DRAWS = 512

/** Attributes can make very many sets of eligible variants; beyond this many the cache starts anew. */
const CACHED_SETS_MAX = 1000

export interface Draws {
  readonly better: Evidence['better']
  /** What each row believes of a variant for people of this cell: `DRAWS` numbers. */
  readonly columnOf: (variantId: string, cell: string) => Float64Array
  /** How many rows each of these variants may win; by default all. */
  readonly rowsMaxOf?: (variantIds: readonly string[]) => readonly number[]
}

/**
 * The policy in which every row gives a message to the variant that it believes to be the best. Ties go to the variant
 * whose id sorts first, so that the order of the eligible ones, and who else is there, changes nothing.
 */
export function drawnPolicy({ better, columnOf, rowsMaxOf }: Draws): Policy {
  const tables = new Map<string, Table>()

  function build(eligible: readonly string[], cell: string): Table {
    const order = [...eligible.keys()].sort((a, b) => ((eligible[a] ?? '') < (eligible[b] ?? '') ? -1 : 1))
    const sorted = order.map(at => eligible[at] ?? '')
    const limits = rowsMaxOf?.(sorted) ?? sorted.map(() => DRAWS)
    const { winners, shares } = tableOf(
      sorted.map(id => columnOf(id, cell)),
      better,
      limits,
    )
    const byPosition = new Map(order.map((at, place) => [at, shares[place] ?? 0]))
    return {
      winners: winners.map(place => order[place] ?? 0),
      shares: eligible.map((_, at) => byPosition.get(at) ?? 0),
    }
  }

  return {
    table(eligible, cell = '') {
      const key = `${cell}\0${eligible.join('\0')}`
      let table = tables.get(key)
      if (table === undefined) {
        if (tables.size >= CACHED_SETS_MAX) tables.clear()
        table = build(eligible, cell)
        tables.set(key, table)
      }
      return table
    },
  }
}
