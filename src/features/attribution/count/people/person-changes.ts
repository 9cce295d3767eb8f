import type { CustomKey } from '../../../../core/measure/custom-metric.ts'
import { TIMED_MEASURES, type TimedMeasure } from '../../../../core/measure/measures.ts'
import { PERSON_BUCKETS } from '../../../../core/measure/person-bucket.ts'
import type { Send } from '../../send.ts'
import { placeOf } from '../cohort-changes.ts'
import type { Changed } from '../count-changes.ts'
import type { Facts } from '../facts.ts'
import { keyedFacts } from '../metric-facts.ts'

/** The differences that are added to the numbers of messages by bucket of people. */
export interface PersonChange {
  readonly templateId: string
  readonly measure: TimedMeasure | CustomKey | 'decision'
  readonly arm: string
  /** The first day of the month of the decisions, in UTC. */
  readonly month: Date
  readonly changes: readonly number[]
}

interface Counted {
  readonly send: Send
  readonly measure: PersonChange['measure']
  readonly change: 1 | -1
}

/** The differences when the facts of messages change. Those of zero are left out. */
export const personChanges = (changed: readonly Changed[]): readonly PersonChange[] =>
  sumsOf(
    changed.flatMap(({ send, before, after }) => {
      const [was, is] = [measuresIn(before), measuresIn(after)]
      return [
        ...[...is]
          .filter(measure => !was.has(measure))
          .map(measure => ({ send, measure, change: 1 }) as const),
        ...[...was]
          .filter(measure => !is.has(measure))
          .map(measure => ({ send, measure, change: -1 }) as const),
      ]
    }),
  )

/** The differences when these decisions are made, or removed. */
export const decisionChanges = (sends: readonly Send[], change: 1 | -1): readonly PersonChange[] =>
  sumsOf(sends.map(send => ({ send, measure: 'decision', change })))

function sumsOf(counted: readonly Counted[]): readonly PersonChange[] {
  const sums = new Map<string, PersonChange & { readonly changes: number[] }>()
  for (const { send, measure, change } of counted) {
    const { arm, templateId } = placeOf(send) ?? {}
    if (arm === undefined || templateId === undefined) continue
    const month = new Date(Date.UTC(send.decidedAt.getUTCFullYear(), send.decidedAt.getUTCMonth()))
    const key = JSON.stringify([templateId, measure, arm, month.getTime()])
    const known = sums.get(key) ?? { templateId, measure, arm, month, changes: noChanges() }
    known.changes[send.personBucket] = (known.changes[send.personBucket] ?? 0) + change
    sums.set(key, known)
  }
  return [...sums.values()].filter(({ changes }) => changes.some(Boolean))
}

const noChanges = (): number[] => Array.from({ length: PERSON_BUCKETS }, () => 0)

const measuresIn = ({ metrics, ...facts }: Facts): ReadonlySet<TimedMeasure | CustomKey> =>
  new Set([
    ...TIMED_MEASURES.flatMap(({ name, moment }) => (facts[moment] === null ? [] : [name])),
    ...keyedFacts(metrics).map(([key]) => key),
  ])
