import { ageBucketOf } from '../../../core/measure/cohort.ts'
import type { CustomKey } from '../../../core/measure/custom-metric.ts'
import { TIMED_MEASURES, type TimedMeasure } from '../../../core/measure/measures.ts'
import { SPAN_MINUTES, startOfSpan } from '../../../core/measure/spans.ts'
import { unitWeightsOf, type Weights } from '../../../core/measure/weights.ts'
import type { Send } from '../send.ts'
import { type Changed, countedVariant } from './count-changes.ts'
import type { Facts } from './facts.ts'
import { keyedFacts } from './metric-facts.ts'

/** The differences that are added to the counts of one variant, arm, cell, send time, measure and age. */
export interface CohortChange extends Weights<bigint> {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly cell: string
  readonly isEven: boolean
  readonly startsAtMs: number
  readonly measure: TimedMeasure | CustomKey
  /** The bucket of `ageBucketOf`; 0 for sends. */
  readonly age: number
  readonly count: bigint
}

/**
 * Subtracts the former facts of every message and adds the new ones: when the send time changes, all measures of the
 * message move with it. Differences of zero are left out.
 */
export function cohortChanges(changed: readonly Changed[]): readonly CohortChange[] {
  const sums = new Map<string, CohortChange>()
  for (const { send, before, after } of changed) {
    const place = placeOf(send)
    if (!place) continue
    const weights = unitWeightsOf(send.propensity)
    const add = (facts: Facts, sign: bigint) => {
      const startsAtMs = startOf(send, facts)
      for (const [measure, age] of happenedIn(send, facts)) {
        const key = JSON.stringify([Object.values(place), startsAtMs, measure, age])
        const sum = sums.get(key) ?? { ...place, startsAtMs, measure, age, ...NOTHING }
        sums.set(key, {
          ...sum,
          count: sum.count + sign,
          inverse: sum.inverse + sign * weights.inverse,
          inverseRoot: sum.inverseRoot + sign * weights.inverseRoot,
          inverseSquare: sum.inverseSquare + sign * weights.inverseSquare,
        })
      }
    }
    add(before, -1n)
    add(after, 1n)
  }
  return [...sums.values()].filter(isChange)
}

const isChange = ({ count, inverse, inverseRoot, inverseSquare }: CohortChange): boolean =>
  [count, inverse, inverseRoot, inverseSquare].some(sum => sum !== 0n)

const NOTHING = { count: 0n, inverse: 0n, inverseRoot: 0n, inverseSquare: 0n }

/** The variant, arm and cell that a message is counted under; undefined for messages outside the experiment. */
export function placeOf(send: Send) {
  const { templateId, arm, cell, isEven, counted } = send
  const variantId = countedVariant(send)
  if (!counted || variantId === undefined || (arm !== 'control' && arm !== 'treatment')) return undefined
  return { templateId, variantId, arm, cell, isEven }
}

/** The start of the span of the send time, in milliseconds since 1970. */
export const startOf = ({ decidedAt }: Send, { sent_at }: Facts): number =>
  startOfSpan((sent_at ?? decidedAt).getTime(), SPAN_MINUTES.fine)

type Happened = readonly [CohortChange['measure'], age: number]

function happenedIn({ decidedAt }: Send, facts: Facts): readonly Happened[] {
  const sentAt = (facts.sent_at ?? decidedAt).getTime()
  const measured = TIMED_MEASURES.flatMap(({ name, moment: column }): readonly Happened[] => {
    const moment = facts[column]
    return moment === null ? [] : [[name, ageBucketOf(moment.getTime() - sentAt)]]
  })
  const custom = keyedFacts(facts.metrics).map(([key, { at }]): Happened => [key, ageBucketOf(at - sentAt)])
  return [...measured, ...custom]
}
