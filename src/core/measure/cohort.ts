import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'

/**
 * The counts that learning keeps, as whole numbers: the messages of a variant sent in a span of time, and the ages at
 * which they succeeded. Counts of disjoint sets of messages add up in any order. A correction is a difference, which
 * may be negative.
 */
export interface Cohort {
  /** Start of the span, included, in milliseconds since 1970. */
  readonly fromMs: number
  /** End of the span, excluded. */
  readonly untilMs: number
  readonly sends: number
  /** Credited successes by age bucket (`ageBucketOf`). Buckets beyond the end of the list are zero. */
  readonly successes: ArrayLike<number>
}

/** Steps widen with age: two weeks after a message, the minute of a conversion does not matter. */
const STEPS: readonly (readonly [untilMs: number, stepMs: number])[] = [
  [15 * MINUTE_MS, MINUTE_MS],
  [2 * HOUR_MS, 5 * MINUTE_MS],
  [6 * HOUR_MS, 15 * MINUTE_MS],
  [2 * DAY_MS, HOUR_MS],
  [35 * DAY_MS, 6 * HOUR_MS],
]

/**
 * The starts of the age buckets, ascending from zero. The last bucket has no end. All metrics and settings use the same
 * buckets.
 */
export const AGE_EDGES_MS: readonly number[] = [0, ...STEPS.flatMap(stepsUntil)]

function stepsUntil([untilMs, stepMs]: (typeof STEPS)[number], at: number): readonly number[] {
  const fromMs = STEPS[at - 1]?.[0] ?? 0
  return Array.from({ length: (untilMs - fromMs) / stepMs }, (_, step) => fromMs + (step + 1) * stepMs)
}

/** The bucket of an age. A negative age, of a success reported before its message, is in the first bucket. */
export function ageBucketOf(ageMs: number): number {
  let low = 0
  let high = AGE_EDGES_MS.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((AGE_EDGES_MS[middle] ?? 0) <= ageMs) low = middle
    else high = middle
  }
  return low
}

export const successesOf = ({ successes }: Cohort): number => {
  let total = 0
  for (let at = 0; at < successes.length; at++) total += successes[at] ?? 0
  return total
}

/** Adds up cohorts of the same span. The result is sorted by time. */
export function mergeCohorts(...lists: readonly (readonly Cohort[])[]): readonly Cohort[] {
  const merged = new Map<string, { fromMs: number; untilMs: number; sends: number; successes: number[] }>()
  for (const cohort of lists.flat()) {
    const key = `${cohort.fromMs}-${cohort.untilMs}`
    const sum = merged.get(key) ?? {
      fromMs: cohort.fromMs,
      untilMs: cohort.untilMs,
      sends: 0,
      successes: [],
    }
    merged.set(key, sum)
    sum.sends += cohort.sends
    for (let at = 0; at < cohort.successes.length; at++) {
      // Fill from the front, so that the list has no holes.
      if (at === sum.successes.length) sum.successes.push(0)
      sum.successes[at] = (sum.successes[at] ?? 0) + (cohort.successes[at] ?? 0)
    }
  }
  return [...merged.values()].map(withoutEmptyEnd).sort(byTime)
}

const byTime = (a: Cohort, b: Cohort): number => a.fromMs - b.fromMs || a.untilMs - b.untilMs

/** Equal sums become equal lists. */
function withoutEmptyEnd(cohort: { successes: number[] } & Cohort): Cohort {
  while (cohort.successes.at(-1) === 0) cohort.successes.pop()
  return cohort
}
