/** Which of two figures of a metric is the better one. */
export type Better = 'higher' | 'lower'

/**
 * A policy as rows: each row names its winning variant. A hash gives each person or message a row and so a variant. A
 * share of rows is therefore exactly a probability, and a logged row can be looked up later.
 */
export interface Table {
  /** By row, the position of its winner among the eligible variants. */
  readonly winners: Uint16Array
  /** By position, the share of rows won; sums to one. */
  readonly shares: readonly number[]
}

/**
 * Each row goes to the variant with the best draw, but no variant may win more rows than its limit. Surplus rows go
 * to the next best variant with room, starting with the rows where the loss is smallest.
 * @param draws one column for each variant, all of the same length. Equal draws go to the earlier column, so always
 *   pass the columns in the same order.
 * @param rowsMax for each column, adding up to at least the number of rows
 */
export function tableOf(draws: readonly Float64Array[], better: Better, rowsMax: readonly number[]): Table {
  const sign = better === 'higher' ? 1 : -1
  const rows = draws[0]?.length ?? 0
  const winners = new Uint16Array(rows)
  const wins = draws.map(() => 0)
  for (let row = 0; row < rows; row++) {
    const winner = bestOf(draws, row, sign)
    winners[row] = winner
    wins[winner] = (wins[winner] ?? 0) + 1
  }
  const room = wins.map((won, at) => (rowsMax[at] ?? 0) - won)
  for (const [column, left] of room.entries()) {
    if (left < 0) handOver({ draws, sign, winners, wins, room }, column)
  }
  return { winners, shares: wins.map(won => won / rows) }
}

interface Division {
  readonly draws: readonly Float64Array[]
  readonly sign: number
  readonly winners: Uint16Array
  readonly wins: number[]
  /** How many more rows each variant may win; negative if it must give up rows. */
  readonly room: number[]
}

function handOver({ draws, sign, winners, wins, room }: Division, column: number): void {
  const own = [...winners.keys()].filter(row => winners[row] === column)
  const drawn = (at: number, row: number) => sign * (draws[at]?.[row] ?? Number.NaN)
  const offers = own.map(row => {
    const next = bestOf(draws, row, sign, room)
    return { row, lost: drawn(column, row) - drawn(next, row) }
  })
  offers.sort((a, b) => a.lost - b.lost || a.row - b.row)
  for (const { row } of offers.slice(0, -(room[column] ?? 0))) {
    // Checked again, because the variant with room may have become full in the meantime.
    const next = bestOf(draws, row, sign, room)
    winners[row] = next
    wins[next] = (wins[next] ?? 0) + 1
    room[next] = (room[next] ?? 0) - 1
    wins[column] = (wins[column] ?? 0) - 1
    room[column] = (room[column] ?? 0) + 1
  }
}

/** The first of the best variants, only among those with room if `room` is given. */
function bestOf(draws: readonly Float64Array[], row: number, sign: number, room?: readonly number[]): number {
  let winner = -1
  let best = Number.NEGATIVE_INFINITY
  for (let column = 0; column < draws.length; column++) {
    if (room !== undefined && (room[column] ?? 0) <= 0) continue
    const value = sign * (draws[column]?.[row] ?? Number.NaN)
    if (winner < 0 || value > best) {
      best = value
      winner = column
    }
  }
  return winner
}
