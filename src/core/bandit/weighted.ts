import { adaptiveDraws } from './adaptive.ts'
import type { Strategy } from './bandit.ts'
import { DRAWS, drawnPolicy } from './drawn-policy.ts'

/**
 * Several metrics at once: what a message is worth is the sum of weight × metric, with what is better lower
 * subtracted. Every row adds up one draw of each metric, as the default policy believes it; so a metric of which
 * little is known spreads the sum, and its weight decides how much that matters. With one metric it is that policy.
 * A variant may win as many rows as every one of the metrics allows: unproven in one, it is held back.
 */
export const weightedThompson: Strategy = (evidence, seed) => {
  const weighted = evidence.parts?.length ? evidence.parts : [{ weight: 1, evidence }]
  const parts = weighted.map(({ weight, evidence: part }, at) => ({
    worth: part.better === 'higher' ? weight : -weight,
    // By position, so that two metrics with the same counts still draw independently.
    ...adaptiveDraws(part, at === 0 ? seed : `${seed}\0part ${at}`),
  }))
  const columns = new Map<string, Float64Array>()
  return drawnPolicy({
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
  })
}
