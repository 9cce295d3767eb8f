/** What was counted in one period. */
export interface CountedPeriod {
  readonly successes: number
  /** The successes expected at the level one. */
  readonly expected: number
}

/**
 * Where the level of a rate moves: the first period of each run of periods that have one level. The most likely division
 * of the counts (Poisson), where each more run has to explain 2 ln(periods) of log-likelihood. That is twice Schwarz's
 * criterion for two more parameters, a place and a level: a run that is only luck divides what could be compared. Found
 * by optimal partitioning (Jackson and others, 2005, "An algorithm for optimal partitioning of data on an interval").
 * @returns in short steps, see `inSlices`: the starts in order; the first is 0
 */
export function* levelStartsInSteps(
  periods: readonly CountedPeriod[],
): Generator<undefined, readonly number[]> {
  const price = 2 * Math.log(periods.length)
  const sums = [{ successes: 0, expected: 0 }]
  for (const [at, { successes, expected }] of periods.entries()) {
    const before = sums[at] ?? { successes: 0, expected: 0 }
    sums.push({ successes: before.successes + successes, expected: before.expected + expected })
  }
  // Of the periods before each place: the best value, and the start of the last run.
  const best: number[] = [-price]
  const starts: number[] = [0]
  for (let until = 1; until <= periods.length; until++) {
    yield
    let [highest, start] = [Number.NEGATIVE_INFINITY, 0]
    for (let from = 0; from < until; from++) {
      const value = (best[from] ?? 0) + likelihoodOf(sums[from], sums[until]) - price
      if (value > highest) [highest, start] = [value, from]
    }
    best.push(highest)
    starts.push(start)
  }
  const found: number[] = []
  for (let until = periods.length; until > 0; until = found[0] ?? 0) found.unshift(starts[until] ?? 0)
  return found
}

/** The log-likelihood of one level for a run, but for what is the same in every division. */
function likelihoodOf(from: CountedPeriod | undefined, until: CountedPeriod | undefined): number {
  const successes = (until?.successes ?? 0) - (from?.successes ?? 0)
  const expected = (until?.expected ?? 0) - (from?.expected ?? 0)
  return successes > 0 && expected > 0 ? successes * Math.log(successes / expected) : 0
}
