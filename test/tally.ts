import { ageBucketOf, type Cohort, mergeCohorts } from '../src/core/measure/cohort.ts'

/** The facts of one message for one metric, after its events have been processed. */
export interface MessageFact {
  readonly messageId: string
  readonly variantId: string
  readonly sentAtMs: number
  /** The time of its first credited success (not of the report); null if it has none. */
  readonly succeededAtMs: number | null
}

/**
 * The cohorts of some messages, by variant. The order and the repetition of facts do not matter: of several facts
 * about one message, the earliest success holds. Cohorts of disjoint sets of messages may be added with
 * `mergeCohorts`.
 * @param widthMs of the stretches of send time
 */
export function tally(
  facts: readonly MessageFact[],
  widthMs: number,
): ReadonlyMap<string, readonly Cohort[]> {
  const messages = new Map<string, MessageFact>()
  for (const fact of facts) {
    const known = messages.get(fact.messageId)
    if (known === undefined || successTime(fact) < successTime(known)) messages.set(fact.messageId, fact)
  }
  const cohorts = new Map<string, Cohort[]>()
  for (const fact of messages.values()) {
    const own = cohorts.get(fact.variantId) ?? []
    cohorts.set(fact.variantId, own)
    own.push(cohortOf(fact, widthMs))
  }
  return new Map([...cohorts].map(([variantId, own]) => [variantId, mergeCohorts(own)]))
}

const successTime = ({ succeededAtMs }: MessageFact): number => succeededAtMs ?? Number.POSITIVE_INFINITY

function cohortOf({ sentAtMs, succeededAtMs }: MessageFact, widthMs: number): Cohort {
  const fromMs = Math.floor(sentAtMs / widthMs) * widthMs
  const bucket = succeededAtMs === null ? -1 : ageBucketOf(succeededAtMs - sentAtMs)
  const successes = Array.from({ length: bucket + 1 }, (_, at) => (at === bucket ? 1 : 0))
  return { fromMs, untilMs: fromMs + widthMs, sends: 1, successes }
}
