import { createRandom } from '../../src/core/stats/draw/random.ts'
import { Allotment } from './allotment.ts'

/** The data of a policy on one cell, by variant. */
export interface CellRecord {
  readonly sends: Float64Array
  readonly successes: Float64Array
}

export interface ContextualKnown {
  readonly refresh: number
  /** The attributes of each cell, as names and values. */
  readonly cells: readonly Readonly<Record<string, string>>[]
  readonly variants: number
  readonly records: readonly CellRecord[]
}

export interface ContextualPlayer {
  /** By cell, the share of each variant; the shares of a cell sum to one. */
  weights(known: ContextualKnown): readonly (readonly number[])[]
}

export interface ContextualWorld {
  readonly batches: number
  readonly sendsPerBatch: number
  readonly cells: readonly Readonly<Record<string, string>>[]
  /** By cell, the rate of each variant. */
  readonly rates: readonly (readonly number[])[]
}

/**
 * Runs one world. People of all cells are equally frequent. Message number t goes to the same person and has the same
 * luck whatever is sent, so policies are compared on the same people.
 * @returns the expected successes lost against always sending the best variant of the person's cell
 */
export function liveWithContext(world: ContextualWorld, seed: number, player: ContextualPlayer): number {
  const { cells, rates, batches, sendsPerBatch } = world
  const people = createRandom('people', String(seed))
  const choices = createRandom('choices', String(seed))
  const luck = createRandom('luck', String(seed))
  const variants = rates[0]?.length ?? 0
  const best = rates.map(own => Math.max(...own))
  const records = cells.map(() => ({
    sends: new Float64Array(variants),
    successes: new Float64Array(variants),
  }))
  let lost = 0
  for (let refresh = 0; refresh < batches; refresh++) {
    const allotments = player
      .weights({ refresh, cells, variants, records })
      .map(shares => new Allotment(shares))
    for (let send = 0; send < sendsPerBatch; send++) {
      const cell = Math.floor(people() * cells.length)
      const variant = allotments[cell]?.at(choices()) ?? 0
      const rate = rates[cell]?.[variant] ?? 0
      const record = records[cell] as CellRecord
      record.sends[variant] = (record.sends[variant] ?? 0) + 1
      if (luck() < rate) record.successes[variant] = (record.successes[variant] ?? 0) + 1
      lost += (best[cell] ?? 0) - rate
    }
  }
  return lost
}
