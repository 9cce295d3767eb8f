import type { Evidence, Policy, Reward } from './bandit.ts'
import { type Table, tableOf } from './table.ts'

/** The number of rows of a table: shares are in steps of 1/512. */
export const DRAWS = 512

/** Attributes can produce very many sets of eligible variants. Above this number the cache is emptied. */
const CACHED_SETS_MAX = 1000

export interface Draws {
  readonly better: Evidence['better']
  /** The value of a variant for people of this cell, one number for each of the `DRAWS` rows. */
  readonly columnOf: (variantId: string, cell: string) => Float64Array
  /** The maximum number of rows for each of these variants; all rows by default. */
  readonly rowsMaxOf?: (variantIds: readonly string[]) => readonly number[]
}

/**
 * `drawnPolicy`, with the columns of these variants drawn in advance, one in a step. So the first table is made quickly.
 * @param draws that keep each column
 */
export function* drawnInSteps(draws: Draws, rewards: readonly Reward[]): Generator<undefined, Policy> {
  for (const { variantId } of rewards) {
    yield
    draws.columnOf(variantId, '')
  }
  return drawnPolicy(draws)
}

/**
 * The policy in which every row chooses its best variant. Of equal variants, the one whose id sorts first wins. So
 * neither the order of the eligible variants nor the presence of others changes the result.
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
