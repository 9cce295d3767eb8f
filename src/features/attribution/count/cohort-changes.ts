import { ageBucketOf } from '../../../core/measure/cohort.ts'
import { type CustomKey, customKey } from '../../../core/measure/custom-metric.ts'
import { TIMED_MEASURES, type TimedMeasure } from '../../../core/measure/measures.ts'
import { SPAN_MINUTES, startOfSpan } from '../../../core/measure/spans.ts'
import { unitWeightsOf, type Weights } from '../../../core/measure/weights.ts'
import type { Send } from '../send.ts'
import { type Changed, countedVariant } from './count-changes.ts'
import { type Facts, isEmpty } from './facts.ts'

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
  const sums = new Map<string, Sum>()
  for (const { send, before, after } of changed) {
    const place = placeOf(send)
    if (!place) continue
    const { propensity } = send
    const [startedMs, startsAtMs] = [startOf(send, before), startOf(send, after)]
    const text = `${place.templateId}\0${place.variantId}\0${place.arm}\0${place.isEven}\0${place.cell}`
    const add = (start: number, measure: CohortChange['measure'], age: number, sign: 1 | -1) => {
      const key = `${text}\0${start}\0${measure}\0${age}`
      const sum = sums.get(key)
      if (sum === undefined)
        sums.set(key, { place, startsAtMs: start, measure, age, byPropensity: new Map([[propensity, sign]]) })
      else sum.byPropensity.set(propensity, (sum.byPropensity.get(propensity) ?? 0) + sign)
    }
    const isUnmoved = startedMs === startsAtMs
    const move = (measure: CohortChange['measure'], was: number | null, is: number | null) => {
      if (isUnmoved && was === is) return
      if (was !== null) add(startedMs, measure, was, -1)
      if (is !== null) add(startsAtMs, measure, is, 1)
    }
    const [ageBefore, ageAfter] = [agesOf(send, before), agesOf(send, after)]
    for (const { name, moment } of TIMED_MEASURES)
      move(name, ageBefore(before[moment]?.getTime()), ageAfter(after[moment]?.getTime()))
    for (const id of metricsOf(before, after))
      move(customKey(id), ageBefore(before.metrics[id]?.at), ageAfter(after.metrics[id]?.at))
  }
  return [...sums.values()].map(changeOf).filter(isChange)
}

/** Messages are counted by their propensity first. So big integers are needed once a sum, not once a message. */
interface Sum extends Pick<CohortChange, 'startsAtMs' | 'measure' | 'age'> {
  readonly place: Place
  readonly byPropensity: Map<number, number>
}

function changeOf({ place, startsAtMs, measure, age, byPropensity }: Sum): CohortChange {
  let [count, inverse, inverseRoot, inverseSquare] = [0n, 0n, 0n, 0n]
  for (const [propensity, messages] of byPropensity) {
    const [weights, number] = [unitWeightsOf(propensity), BigInt(messages)]
    count += number
    inverse += number * weights.inverse
    inverseRoot += number * weights.inverseRoot
    inverseSquare += number * weights.inverseSquare
  }
  return { ...place, startsAtMs, measure, age, count, inverse, inverseRoot, inverseSquare }
}

const isChange = ({ count, inverse, inverseRoot, inverseSquare }: CohortChange): boolean =>
  count !== 0n || inverse !== 0n || inverseRoot !== 0n || inverseSquare !== 0n

type Place = Pick<CohortChange, 'templateId' | 'variantId' | 'arm' | 'cell' | 'isEven'>

/** The variant, arm and cell that a message is counted under; undefined for messages outside the experiment. */
export function placeOf(send: Send): Place | undefined {
  const { templateId, arm, cell, isEven, counted } = send
  const variantId = countedVariant(send)
  if (!counted || variantId === undefined || (arm !== 'control' && arm !== 'treatment')) return undefined
  return { templateId, variantId, arm, cell, isEven }
}

/** The start of the span of the send time, in milliseconds since 1970. */
export const startOf = ({ decidedAt }: Send, { sent_at }: Facts): number =>
  startOfSpan((sent_at ?? decidedAt).getTime(), SPAN_MINUTES.fine)

/** The age of a message at a moment, as a bucket. Null if the thing did not happen. */
function agesOf({ decidedAt }: Send, { sent_at }: Facts): (ms: number | undefined) => number | null {
  const sentMs = (sent_at ?? decidedAt).getTime()
  return ms => (ms === undefined ? null : ageBucketOf(ms - sentMs))
}

const metricsOf = (before: Facts, after: Facts): readonly string[] =>
  isEmpty(before.metrics) && isEmpty(after.metrics)
    ? []
    : [...new Set([before, after].flatMap(({ metrics }) => Object.keys(metrics)))]
