import { cholesky } from './cholesky.ts'
import { solveLower } from './triangular-solve.ts'

/** Information in every group, so that groups that never shared a stratum are infinitely far apart only nearly. */
const RIDGE = 1e-3

/**
 * The variance of the difference of two groups' log rates, if every stratum has a level of its own that its groups
 * share. The information is that of Poisson counts with the levels profiled out: Σ diag(m) - m mᵀ / Σ m over strata.
 * With one stratum, the variance is 1/m + 1/m.
 * @param expected successes by stratum, and in each by group
 * @returns by the two groups
 */
export function contrastVariances(
  expected: readonly (readonly number[])[],
  groups: number,
): (one: number, other: number) => number {
  const information = new Float64Array(groups * groups)
  let trace = 0
  for (const own of expected) {
    const all = own.reduce((sum, count) => sum + count, 0)
    if (all <= 0) continue
    for (const [row, count] of own.entries()) {
      const at = row * groups
      information[at + row] = (information[at + row] ?? 0) + count
      trace += count
      for (const [column, others] of own.entries())
        information[at + column] = (information[at + column] ?? 0) - (count * others) / all
    }
  }
  // Only differences are known. A multiple of the matrix of ones changes none of them, and makes it invertible.
  const ones = (trace + 1) / groups ** 2
  for (let at = 0; at < information.length; at++) information[at] = (information[at] ?? 0) + ones
  for (let row = 0; row < groups; row++)
    information[row * groups + row] = (information[row * groups + row] ?? 0) + RIDGE
  const factor = cholesky(information, groups)
  return (one, other) => {
    if (one === other) return 0
    const contrast = new Float64Array(groups)
    contrast[one] = 1
    contrast[other] = -1
    return solveLower(factor, contrast).reduce((sum, value) => sum + value * value, 0)
  }
}
