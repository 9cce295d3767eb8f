import { cholesky } from '../../stats/cholesky.ts'
import { solveLower, solveUpper } from '../../stats/triangular-solve.ts'
import type { Design, Row } from './cell-design.ts'

/** The measurements of one unit (a variant) by row: its lift times its precision, and the precision. */
export interface Measured {
  readonly precision: Float64Array
  /** Precision times value. This form avoids a division by a precision of zero. */
  readonly information: Float64Array
}

/** Standard deviations of the effects by group, and of the rows' own effects. */
export interface Deviations {
  readonly groups: Float64Array
  readonly own: number
}

/** The equations for the shared effects. The rows' own effects are integrated out. */
export interface Equations {
  /** Σ v u uᵀ, row by row, with v = a / (1 + a τ²); only the lower triangle is filled. */
  readonly matrix: Float64Array
  /** Σ u b / (1 + a τ²) */
  readonly right: Float64Array
  /** The part of the log marginal likelihood without the shared effects. */
  readonly constant: number
}

/** A row's own effect of variance τ² makes its measurement less precise: Var = 1/a + τ². */
export function equationsOf(design: Design, { precision, information }: Measured, own: number): Equations {
  const size = design.groups.length
  const matrix = new Float64Array(size * size)
  const right = new Float64Array(size)
  let constant = 0
  for (let row = 0; row < precision.length; row++) {
    const { effects, hasOwn } = design.rows[row] as Row
    const [a, b] = [precision[row] as number, information[row] as number]
    if (a <= 0) continue
    const variance = hasOwn ? own * own : 0
    const shrink = 1 / (1 + a * variance)
    constant += (Math.log(shrink) + b * b * variance * shrink) / 2
    for (let place = 0; place < effects.length; place++) {
      const effect = effects[place] as number
      right[effect] = (right[effect] as number) + b * shrink
      for (let before = 0; before <= place; before++) {
        const cell = effect * size + (effects[before] as number)
        matrix[cell] = (matrix[cell] as number) + a * shrink
      }
    }
  }
  return { matrix, right, constant }
}

/**
 * The log marginal likelihood, up to terms that do not depend on the deviations: ½ |L⁻¹ D^½ c|² - ln |L| and the
 * constant. A refresh calls this thousands of times, so it factorises in place, with the right-hand side as one more
 * row.
 * @param room at least (size + 1) · size numbers, overwritten
 */
export function likelihoodOf(
  { matrix, right, constant }: Equations,
  scale: Float64Array,
  room: Float64Array,
): number {
  const size = right.length
  let likelihood = constant
  for (let row = 0; row < size; row++) {
    eliminate({ room, scale }, row, row, matrix)
    const own = scale[row] as number
    const place = row * size + row
    const pivot = 1 + own * own * (matrix[place] as number) - squares(room, row * size, row)
    room[place] = Math.sqrt(pivot)
    likelihood -= Math.log(pivot) / 2
  }
  eliminate({ room, scale }, size, size, right)
  return likelihood + squares(room, size * size, size) / 2
}

/** Fills a row of the factor before `until`. The row after the last is the right-hand side's row. */
function eliminate(
  { room, scale }: { readonly room: Float64Array; readonly scale: Float64Array },
  row: number,
  until: number,
  values: Float64Array,
): void {
  const size = scale.length
  const isRight = row === size
  const start = row * size
  const from = isRight ? 0 : start
  const own = isRight ? 1 : (scale[row] as number)
  for (let column = 0; column < until; column++) {
    let rest = own * (values[from + column] as number) * (scale[column] as number)
    const other = column * size
    for (let at = 0; at < column; at++) rest -= (room[start + at] as number) * (room[other + at] as number)
    room[start + column] = rest / (room[other + column] as number)
  }
}

function squares(values: Float64Array, from: number, count: number): number {
  let sum = 0
  for (let at = from; at < from + count; at++) sum += (values[at] as number) ** 2
  return sum
}

/** The posterior of the shared effects, γ = D^½ η with η ~ N(B⁻¹ D^½ c, B⁻¹) and B = I + D^½ N D^½ = L Lᵀ. */
export interface Solution {
  /** D^½, by effect. A deviation of zero needs no special case. */
  readonly scale: Float64Array
  readonly factor: Float64Array
  /** L⁻¹ D^½ c */
  readonly half: Float64Array
}

/** @param scale the standard deviation of each effect, see `scaleOf` */
export function solve({ matrix, right }: Equations, scale: Float64Array): Solution {
  const size = right.length
  const scaled = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    const own = scale[row] ?? 0
    for (let column = 0; column <= row; column++) {
      scaled[row * size + column] = own * (matrix[row * size + column] ?? 0) * (scale[column] ?? 0)
    }
    scaled[row * size + row] = (scaled[row * size + row] ?? 0) + 1
  }
  const factor = cholesky(scaled, size)
  const half = solveLower(factor, times(right, scale))
  return { scale, factor, half }
}

export const scaleOf = ({ groups }: Design, deviations: Float64Array): Float64Array =>
  Float64Array.from(groups, group => deviations[group] ?? 0)

/** The means of the shared effects. */
export const meansOf = ({ scale, factor, half }: Solution): Float64Array =>
  times(solveUpper(factor, half), scale)

/**
 * The measurement of effect 0, without its own prior and with all other effects integrated out.
 * @returns its precision, and precision times value
 */
export function measuredWhole(
  equations: Equations,
  scale: Float64Array,
): { readonly precision: number; readonly information: number } {
  const { matrix, right } = equations
  const size = right.length
  const others = scale.with(0, 0)
  const { factor, half } = solve(equations, others)
  const crossed = solveLower(factor, times(columnOf(matrix, size), others))
  let [precision, information] = [matrix[0] ?? 0, right[0] ?? 0]
  for (let at = 0; at < size; at++) {
    precision -= (crossed[at] ?? 0) ** 2
    information -= (crossed[at] ?? 0) * (half[at] ?? 0)
  }
  return { precision: Math.max(0, precision), information }
}

/** The first column, which the lower triangle contains completely. */
export const columnOf = (matrix: Float64Array, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, at) => matrix[at * size] ?? 0)

const times = (values: Float64Array, scale: Float64Array): Float64Array =>
  values.map((value, at) => value * (scale[at] ?? 0))
