import type { Comparison, Side } from './compare.ts'
import type { Pass } from './pass.ts'
import { spreadOf } from './spread.ts'

// The bars of issue 2 and docs/performance.md.
const MEMORY_MAX_MB = 300
const START_UP_MAX_MS = 3_000
const PROCESSED_WITHIN_SECONDS = 5

/** Errors in any run, however short: wrong answers, and answered calls that were not stored. */
export function mistakesOf({ engine, comparisons, live, kept }: Pass): readonly string[] {
  return [
    ...comparisons.flatMap(({ scenario, floor, parley }) => [
      ...faults(`${engine} ${scenario} floor`, floor),
      ...faults(`${engine} ${scenario}`, parley),
    ]),
    ...live.flatMap(({ scenario, door }) => faults(`${engine} ${scenario} live`, door)),
    ...kept
      .filter(({ answered, stored }) => stored < answered)
      .map(
        ({ what, answered, stored }) => `${engine}: ${answered} ${what} were answered, ${stored} were kept`,
      ),
  ]
}

/** The bars of a full run. */
export function missedBarsOf({ engine, comparisons, live, drain, laterStartsMs }: Pass): readonly string[] {
  const memory = Math.max(drain.memory, ...comparisons.flatMap(memoriesOf))
  const startUpMs = spreadOf(laterStartsMs).median
  return [
    ...comparisons
      .filter(({ passed }) => !passed)
      .map(({ scenario }) => `${engine} ${scenario}: too far from the floor`),
    ...live
      .filter(({ behindSeconds }) => behindSeconds === null || behindSeconds > PROCESSED_WITHIN_SECONDS)
      .map(
        ({ scenario, perSecond }) => `${engine} ${scenario}: processing falls behind at ${perSecond} calls/s`,
      ),
    ...(engine === 'embedded' && memory > MEMORY_MAX_MB
      ? [`${engine}: ${memory.toFixed(0)} MB of memory`]
      : []),
    ...(startUpMs > START_UP_MAX_MS ? [`${engine}: ${startUpMs.toFixed(0)} ms to start`] : []),
  ]
}

const memoriesOf = ({ parley }: Comparison): readonly number[] =>
  [...parley.peak, ...parley.steady].map(sample => sample.memory)

const faults = (where: string, { faults: found }: Pick<Side, 'faults'>): readonly string[] =>
  Object.entries(found).map(([fault, count]) => `${where}: ${count} times ${fault}`)
