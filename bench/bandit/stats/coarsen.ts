import { type Cohort, mergeCohorts } from '../../../src/core/measure/cohort.ts'

/**
 * Merges cohorts into few: each goes into the period of `widthMs` in which it begins. Use it for cohorts whose window
 * has long closed. Nothing is lost for them.
 */
export const coarsen = (cohorts: readonly Cohort[], widthMs: number): readonly Cohort[] =>
  mergeCohorts(
    cohorts.map(({ fromMs, sends, successes }) => {
      const start = Math.floor(fromMs / widthMs) * widthMs
      return { fromMs: start, untilMs: start + widthMs, sends, successes }
    }),
  )
