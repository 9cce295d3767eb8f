import { priorOf } from '../shrinkage.ts'
import type { CellCount } from './cell-counts.ts'
import { type CellDesign, designOf } from './cell-design.ts'
import { refineDeviations } from './effect-deviations.ts'
import { type Deviations, equationsOf, type Measured, meansOf, scaleOf, solve } from './mixed-effects.ts'

/**
 * The prior scale of the variants' lifts: for the variant as a whole (see `shrinkage.ts`), for a level of an
 * attribute, and for one combination. On the tuning worlds 1 to 8 of bench/bandit, levels of 0.07 to 0.2 and
 * combinations of 0.07 to 0.2 lost between 82.9 and 87.9 points over four worlds; these values lost 83.1. So the
 * exact values hardly matter.
 */
export const USUAL = { whole: 0.25, level: 0.15, own: 0.1 } as const

const ROUNDS = 6
const LIFT_MAX = 3
const RATE_MAX = 0.95

/** The estimates for the variants of a template, cell by cell. */
export interface CellModel {
  readonly design: CellDesign
  readonly deviations: Deviations
  /** By variant id. Variants without a message are missing. */
  readonly measured: ReadonlyMap<string, Measured>
}

interface Counts {
  readonly successes: Float64Array
  readonly exposure: Float64Array
}

/**
 * Fits log(rate) = log(base of the cell) + lift of the variant in the cell. The lifts are sums of normal effects.
 * Three steps alternate: the bases, a normal approximation of the likelihood at the present lifts (as in iteratively
 * reweighted least squares; Breslow and Clayton, 1993), and the deviations of the effects. In short steps.
 * @param usualRate of the organisation, for this channel and metric
 */
export function* fitCells(
  counts: ReadonlyMap<string, readonly CellCount[]>,
  usualRate: number | undefined,
): Generator<undefined, CellModel> {
  const messages = new Map<string, number>()
  for (const { cell, exposure } of [...counts.values()].flat()) {
    messages.set(cell, (messages.get(cell) ?? 0) + exposure)
  }
  const design = designOf(messages)
  const known = [...counts].filter(([, own]) => own.some(({ exposure }) => exposure > 0))
  const units = known.map(([, own]) => byRow(design, own))
  let lifts: readonly Float64Array[] = units.map(() => new Float64Array(design.rows.length))
  let measured: readonly Measured[] = []
  const usual = {
    groups: Float64Array.from({ length: design.groupCount }, (_, at) =>
      at === 0 ? USUAL.whole : USUAL.level,
    ),
    own: USUAL.own,
  }
  let deviations: Deviations = usual
  for (let round = 0; round < ROUNDS; round++) {
    yield
    const bases = basesOf(design, units, lifts, usualRate)
    measured = units.map((unit, at) => measure(unit, bases, lifts[at]))
    deviations = yield* refineDeviations(design, measured, deviations, usual)
    lifts = yield* liftsOf(design, measured, deviations)
  }
  return { design, deviations, measured: new Map(known.map(([id], at) => [id, measured[at] as Measured])) }
}

function byRow({ rows, place }: CellDesign, counts: readonly CellCount[]): Counts {
  const unit = { successes: new Float64Array(rows.length), exposure: new Float64Array(rows.length) }
  for (const { cell, exposure, successes } of counts) {
    const { row } = place(cell)
    unit.exposure[row] = (unit.exposure[row] ?? 0) + exposure
    unit.successes[row] = (unit.successes[row] ?? 0) + successes
  }
  return unit
}

/** The rate of each cell at a lift of zero. The cells are a prior for each other. */
function basesOf(
  { rows }: CellDesign,
  units: readonly Counts[],
  lifts: readonly Float64Array[],
  usualRate: number | undefined,
): Float64Array {
  const estimates = rows.map((_, row) => {
    let [successes, size] = [0, 0]
    for (const [at, unit] of units.entries()) {
      successes += unit.successes[row] ?? 0
      size += (unit.exposure[row] ?? 0) * Math.exp(lifts[at]?.[row] ?? 0)
    }
    return { successes, size, rate: size > 0 ? successes / size : 0 }
  })
  const prior = priorOf(estimates, usualRate)
  return Float64Array.from(
    estimates,
    ({ successes, size }) => (successes + prior.mean * prior.size) / (size + prior.size),
  )
}

/** One step of Fisher scoring from the present lifts: variance E p (1 - p), link log. */
function measure(
  { successes, exposure }: Counts,
  bases: Float64Array,
  lifts: Float64Array | undefined,
): Measured {
  const precision = new Float64Array(bases.length)
  const information = new Float64Array(bases.length)
  for (const [row, base] of bases.entries()) {
    const lift = lifts?.[row] ?? 0
    const rate = Math.min(RATE_MAX, base * Math.exp(lift))
    const expected = (exposure[row] ?? 0) * rate
    precision[row] = expected / (1 - rate)
    information[row] = ((successes[row] ?? 0) - expected + expected * lift) / (1 - rate)
  }
  return { precision, information }
}

/**
 * The mean lifts. Effects are relative to their mean over the variants, as in the most likely solution. An effect
 * that all variants share belongs to the base. Iterations alone would move it there too, but slowly.
 */
function* liftsOf(
  design: CellDesign,
  measured: readonly Measured[],
  { groups, own }: Deviations,
): Generator<undefined, readonly Float64Array[]> {
  const scale = scaleOf(design, groups)
  const means: Float64Array[] = []
  for (const unit of measured) {
    yield
    means.push(meansOf(solve(equationsOf(design, unit, own), scale)))
  }
  const centre = scale.map(
    (_, effect) => means.reduce((sum, mean) => sum + (mean[effect] ?? 0), 0) / means.length,
  )
  return measured.map(({ precision, information }, at) =>
    Float64Array.from(design.rows, ({ effects, hasOwn }, row) => {
      const variance = hasOwn ? own * own : 0
      const [a = 0, b = 0] = [precision[row], information[row]]
      let shared = 0
      let common = 0
      for (const effect of effects) {
        shared += means[at]?.[effect] ?? 0
        common += centre[effect] ?? 0
      }
      const lift = (shared + variance * b) / (1 + a * variance) - common
      return Math.max(-LIFT_MAX, Math.min(LIFT_MAX, lift))
    }),
  )
}
