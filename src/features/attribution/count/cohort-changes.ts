import { ageBucketOf } from '../../../core/measure/cohort.ts'
import { SPAN_MINUTES, startOfSpan } from '../../../core/measure/spans.ts'
import type { Send } from '../send.ts'
import { type Changed, countedVariant, type Facts } from './facts.ts'

/** What the counts by time of sending and age gain and lose in one place. */
export interface CohortChange {
  readonly templateId: string
  readonly variantId: string
  readonly arm: string
  readonly cell: string
  readonly isEven: boolean
  readonly startsAtMs: number
  readonly measure: Measure
  /** The bucket of `ageBucketOf`; 0 for sends. */
  readonly age: number
  readonly count: bigint
  readonly inverse: bigint
  readonly inverseRoot: bigint
  readonly inverseSquare: bigint
}

/** What can happen to a message once, and when it did. */
const MOMENTS = {
  send: 'sentAt',
  open: 'openedAt',
  click: 'clickedAt',
  conversion: 'convertedAt',
  unsubscribe: 'unsubscribedAt',
  complaint: 'complainedAt',
  machine_open: 'machineOpenedAt',
  machine_click: 'machineClickedAt',
} as const satisfies Readonly<Record<string, keyof Facts>>

type Measure = keyof typeof MOMENTS

/**
 * The old part of every message is taken out and the new one put in: a message that turns out to have been sent at
 * another time moves with everything that happened to it. Places without a change are left out.
 */
export function cohortChanges(changed: readonly Changed[]): readonly CohortChange[] {
  const sums = new Map<string, CohortChange>()
  for (const { send, before, after } of changed) {
    const place = placeOf(send)
    if (!place) continue
    const weights = weightsOf(send.propensity)
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

/** Where a message is counted, besides time; undefined for what is no part of the experiment. */
export function placeOf(send: Send) {
  const { templateId, arm, cell, isEven, counted } = send
  const variantId = countedVariant(send)
  if (!counted || variantId === undefined || (arm !== 'control' && arm !== 'treatment')) return undefined
  return { templateId, variantId, arm, cell, isEven }
}

/** The span of the time of sending. */
export const startOf = ({ decidedAt }: Send, { sentAt }: Facts): number =>
  startOfSpan((sentAt ?? decidedAt).getTime(), SPAN_MINUTES.fine)

function happenedIn({ decidedAt }: Send, facts: Facts): readonly (readonly [Measure, number])[] {
  const sentAt = (facts.sentAt ?? decidedAt).getTime()
  return (Object.keys(MOMENTS) as Measure[]).flatMap(measure => {
    const moment = facts[MOMENTS[measure]]
    return moment === null ? [] : [[measure, ageBucketOf(moment.getTime() - sentAt)] as const]
  })
}

const UNIT = 2 ** 20
const SQUARE_UNIT = 2 ** 10
const PROPENSITY_MIN = 2 ** -20

/**
 * What a message counts for when it is weighted against the chance of getting its variant: 1/e and 1/√e in units of
 * 2^-20, 1/e² in units of 2^-10. The same in SQL, bit for bit, is `sumsOfWeights` of src/runtime/db/cohort-sql.ts.
 */
export function weightsOf(propensity: number) {
  const e = Math.max(propensity, PROPENSITY_MIN)
  return {
    inverse: BigInt(Math.floor(UNIT / e + 0.5)),
    inverseRoot: BigInt(Math.floor(UNIT / Math.sqrt(e) + 0.5)),
    inverseSquare: BigInt(Math.floor(SQUARE_UNIT / (e * e) + 0.5)),
  }
}
