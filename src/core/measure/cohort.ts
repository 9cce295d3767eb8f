import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'

/**
 * What learning keeps of the past, as whole numbers: how many messages of a variant were sent in a
 * stretch of time, and at what age those succeeded that did. Counts of disjoint sets of messages add up, in any
 * order, and a correction is a difference with a minus sign.
 */
export interface Cohort {
  /** Messages sent from here, in milliseconds since 1970 … */
  readonly fromMs: number
  /** … to before here. */
  readonly untilMs: number
  readonly sends: number
  /** Credited successes by age bucket (`ageBucketOf`); what is beyond the end of the list is zero. */
  readonly successes: ArrayLike<number>
}

/** Steps that widen with age: nobody needs the minute of a conversion two weeks later. */
const STEPS: readonly (readonly [untilMs: number, stepMs: number])[] = [
  [15 * MINUTE_MS, MINUTE_MS],
  [2 * HOUR_MS, 5 * MINUTE_MS],
  [6 * HOUR_MS, 15 * MINUTE_MS],
  [2 * DAY_MS, HOUR_MS],
  [35 * DAY_MS, 6 * HOUR_MS],
]

/** Where age buckets begin, ascending from zero; the last one has no end. One grid for every metric and setting. */
export const AGE_EDGES_MS: readonly number[] = [0, ...STEPS.flatMap(stepsUntil)]

function stepsUntil([untilMs, stepMs]: (typeof STEPS)[number], at: number): readonly number[] {
  const fromMs = STEPS[at - 1]?.[0] ?? 0
  return Array.from({ length: (untilMs - fromMs) / stepMs }, (_, step) => fromMs + (step + 1) * stepMs)
}

/** The bucket of a success so long after its message was sent; one reported to be before it counts as at once. */
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

/** Adds up cohorts of the same stretch of time. Ordered by time, whatever the order they came in. */
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
      // Filled from the front, or the list would have holes.
      if (at === sum.successes.length) sum.successes.push(0)
      sum.successes[at] = (sum.successes[at] ?? 0) + (cohort.successes[at] ?? 0)
    }
  }
  return [...merged.values()].map(withoutEmptyEnd).sort(byTime)
}

const byTime = (a: Cohort, b: Cohort): number => a.fromMs - b.fromMs || a.untilMs - b.untilMs

/** So that sums which are equal are also the same lists. */
function withoutEmptyEnd(cohort: { successes: number[] } & Cohort): Cohort {
  while (cohort.successes.at(-1) === 0) cohort.successes.pop()
  return cohort
}
