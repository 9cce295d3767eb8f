import { atOnce } from '../../../lib/in-slices.ts'
import { AGE_EDGES_MS, type Cohort } from '../../measure/cohort.ts'

/**
 * F(age): the probability that a success that will be credited has happened by that age. It is piecewise linear
 * between its edges, zero before the first and one from the last on.
 */
export interface Maturity {
  readonly edgesMs: readonly number[]
  /** At each edge: from 0 to 1, never decreasing. */
  readonly shares: readonly number[]
}

/** Successes count if they happen from `offsetMs` to `untilMs` after the message. */
export interface Window {
  readonly offsetMs: number
  readonly untilMs: number
}

/** F at one age. */
export function maturityAt({ edgesMs, shares }: Maturity, ageMs: number): number {
  if (ageMs >= (edgesMs.at(-1) ?? 0)) return 1
  if (ageMs <= (edgesMs[0] ?? 0)) return 0
  let low = 0
  let high = edgesMs.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((edgesMs[middle] ?? 0) <= ageMs) low = middle
    else high = middle
  }
  const [from = 0, until = 0] = [edgesMs[low], edgesMs[high]]
  const [below = 0, above = 0] = [shares[low], shares[high]]
  return below + ((above - below) * (ageMs - from)) / (until - from)
}

/**
 * The mean of F over the messages of a cohort, which are assumed to be spread evenly over its time, by Simpson's
 * rule.
 * @param asOfMs the time until which reports are complete; for a cohort that is still being sent, only the time until
 *   then counts
 */
export function maturityOf(
  curve: Maturity,
  { fromMs, untilMs }: Pick<Cohort, 'fromMs' | 'untilMs'>,
  asOfMs: number,
): number {
  const oldest = asOfMs - fromMs
  const youngest = Math.max(0, asOfMs - untilMs)
  if (oldest <= youngest) return maturityAt(curve, oldest)
  const middle = maturityAt(curve, (oldest + youngest) / 2)
  return (maturityAt(curve, youngest) + 4 * middle + maturityAt(curve, oldest)) / 6
}

// The weight of the prior at each age, in successes.
const PRIOR_SUCCESSES = 20

/**
 * The maturity curve from messages of which many are still young. It is computed age by age from the oldest. The
 * share of the successes so far that came in the last bucket (the reverse hazard) is counted among the cohorts that
 * are old enough to show it. So young cohorts do not make the curve look fast. This is the chain ladder method of
 * insurers; for right-truncated data it is the estimator of Lagakos, Barraj and De Gruttola (1988). Ages that no
 * cohort has reached keep the prior's shape.
 * @param cohorts of all variants together
 * @param asOfMs the time until which reports are complete
 * @param prior the curve without these messages, such as the curve of the organisation's other templates
 */
export const estimateMaturity = (...given: Parameters<typeof estimateMaturityInSteps>): Maturity =>
  atOnce(estimateMaturityInSteps(...given))

/** The same in short steps. */
export function* estimateMaturityInSteps(
  cohorts: Iterable<Cohort>,
  asOfMs: number,
  window: Window,
  prior: Maturity,
): Generator<undefined, Maturity> {
  const edgesMs = edgesWithin(window)
  const counts = yield* countByAge(cohorts, asOfMs, edgesMs)
  const shares = edgesMs.map(() => 1)
  for (let at = edgesMs.length - 2; at >= 0; at--) {
    const upper = maturityAt(prior, edgesMs[at + 1] ?? 0)
    const priorHazard = upper > 0 ? 1 - maturityAt(prior, edgesMs[at] ?? 0) / upper : 0
    const { inBucket = 0, soFar = 0 } = counts[at] ?? {}
    const hazard = (inBucket + PRIOR_SUCCESSES * priorHazard) / (soFar + PRIOR_SUCCESSES)
    shares[at] = at === 0 ? 0 : (shares[at + 1] ?? 0) * (1 - hazard)
  }
  return { edgesMs, shares }
}

/** The edges of the age grid inside a window, and the window's own edges. */
export const edgesWithin = ({ offsetMs, untilMs }: Window): readonly number[] => [
  offsetMs,
  ...AGE_EDGES_MS.filter(edge => edge > offsetMs && edge < untilMs),
  untilMs,
]

interface AgeCount {
  /** Successes with an age in this bucket, of cohorts that are entirely older. */
  inBucket: number
  /** Successes with that age or a lower one, of the same cohorts. */
  soFar: number
}

/** The number of cohorts that are counted in one step. */
const COHORTS_A_STEP = 100

/** Bucket `at` lies between edge `at` and the next one. */
function* countByAge(
  cohorts: Iterable<Cohort>,
  asOfMs: number,
  edgesMs: readonly number[],
): Generator<undefined, readonly AgeCount[]> {
  const counts = edgesMs.slice(1).map(() => ({ inBucket: 0, soFar: 0 }))
  // The window's edges cut the first and the last bucket of the grid. No count of these buckets is outside the
  // window.
  const first = AGE_EDGES_MS.findLastIndex(edge => edge <= (edgesMs[0] ?? 0))
  let place = 0
  for (const { untilMs, successes } of cohorts) {
    if (place++ % COHORTS_A_STEP === 0) yield
    let soFar = 0
    for (let at = 0; at < counts.length; at++) {
      const count = counts[at]
      if (!count || (edgesMs[at + 1] ?? 0) > asOfMs - untilMs) break
      const inBucket = successes[first + at] ?? 0
      soFar += inBucket
      count.inBucket += inBucket
      count.soFar += soFar
    }
  }
  return counts
}
