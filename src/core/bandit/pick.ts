import type { Table } from './table.ts'

export interface Pick {
  /** Position among the eligible variants. */
  readonly index: number
  /** The row that decided; null for the share of traffic that is divided evenly. */
  readonly row: number | null
  /** The total probability of this variant, by its rows and by the even share. */
  readonly propensity: number
}

/**
 * Takes the winner of a row, or any variant in the even share.
 * @param epsilon the share of traffic that is divided evenly, in total, in [0, 1]
 * @param rowUnit uniform in [0, 1): selects the row. Use the same value for a person to keep the person's choice
 * @param evenUnit uniform in [0, 1), independent of the other
 */
export function pick(table: Table, epsilon: number, rowUnit: number, evenUnit: number): Pick {
  const { winners, shares } = table
  const isEven = evenUnit < epsilon
  const row = Math.floor(rowUnit * winners.length)
  const index = isEven ? Math.floor((evenUnit / epsilon) * shares.length) : (winners[row] ?? 0)
  const propensity = (1 - epsilon) * (shares[index] ?? 0) + epsilon / shares.length
  return { index, row: isEven ? null : row, propensity }
}
