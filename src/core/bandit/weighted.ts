import { atOnce } from '../../lib/in-slices.ts'
import { adaptiveDraws } from './adaptive.ts'
import type { SteppedStrategy, Strategy } from './bandit.ts'
import { DRAWS, type Draws, drawnInSteps } from './drawn-policy.ts'

/**
 * Several metrics at once: the value of a message is the sum of weight × metric, and metrics where lower is better
 * are subtracted. Every row adds one draw of each metric from the default policy's posterior. A metric with little
 * data therefore widens the sum in proportion to its weight. With one metric this equals the default policy. The
 * limit of rows is the smallest limit over the metrics: a variant that is unproven in one metric is limited.
 */
export const weightedThompson: Strategy = (evidence, seed) => atOnce(weightedInSteps(evidence, seed))

/** The same in short steps. */
export const weightedInSteps: SteppedStrategy = function* (evidence, seed) {
  const weighted = evidence.parts?.length ? evidence.parts : [{ weight: 1, evidence }]
  const parts: (Required<Draws> & { readonly worth: number })[] = []
  for (const [at, { weight, evidence: part }] of weighted.entries()) {
    // Seeded by position, so that two metrics with the same counts still draw independently.
    const draws = yield* adaptiveDraws(part, at === 0 ? seed : `${seed}\0part ${at}`)
    parts.push({ worth: part.better === 'higher' ? weight : -weight, ...draws })
  }
  const columns = new Map<string, Float64Array>()
  const draws: Draws = {
    better: 'higher',
    columnOf(variantId, cell) {
      let column = columns.get(variantId)
      if (column === undefined) {
        column = new Float64Array(DRAWS)
        for (const { worth, columnOf } of parts)
          for (const [row, drawn] of columnOf(variantId, cell).entries())
            column[row] = (column[row] ?? 0) + worth * drawn
        columns.set(variantId, column)
      }
      return column
    },
    rowsMaxOf(ids) {
      const limits = parts.map(({ rowsMaxOf }) => rowsMaxOf(ids))
      return ids.map((_, at) => Math.min(...limits.map(own => own[at] ?? DRAWS)))
    },
  }
  return yield* drawnInSteps(draws, evidence.rewards)
}
