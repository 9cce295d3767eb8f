import { type CustomKey, customKey } from '../../../../core/measure/custom-metric.ts'
import { TIMED_MEASURES, type TimedMeasure } from '../../../../core/measure/measures.ts'
import { PERSON_BUCKETS } from '../../../../core/measure/person-bucket.ts'
import type { Send } from '../../send.ts'
import { placeOf } from '../cohort-changes.ts'
import type { Changed } from '../count-changes.ts'
import type { Facts } from '../facts.ts'

/** The differences that are added to the numbers of messages by bucket of people. */
export interface PersonChange {
  readonly templateId: string
  readonly measure: TimedMeasure | CustomKey | 'decision'
  readonly arm: string
  /** The first day of the month of the decisions, in UTC. */
  readonly month: Date
  readonly changes: readonly number[]
}

/** The differences when the facts of messages change. Those of zero are left out. */
export function personChanges(changed: readonly Changed[]): readonly PersonChange[] {
  const sums = newSums()
  for (const { send, before, after } of changed) {
    const add = sums.adderOf(send)
    if (add === undefined) continue
    addGained(before, after, measure => add(measure, 1))
    addGained(after, before, measure => add(measure, -1))
  }
  return sums.all()
}

/** The differences when these decisions are made, or removed. */
export function decisionChanges(sends: readonly Send[], change: 1 | -1): readonly PersonChange[] {
  const sums = newSums()
  for (const send of sends) sums.adderOf(send)?.('decision', change)
  return sums.all()
}

/** Calls for each measure that `after` has and `before` has not. */
function addGained(before: Facts, after: Facts, add: (measure: TimedMeasure | CustomKey) => void): void {
  for (const { name, moment } of TIMED_MEASURES)
    if (before[moment] === null && after[moment] !== null) add(name)
  for (const id of Object.keys(after.metrics)) if (!(id in before.metrics)) add(customKey(id))
}

type Add = (measure: PersonChange['measure'], change: 1 | -1) => void

function newSums() {
  const sums = new Map<string, PersonChange & { readonly changes: number[] }>()
  return {
    /** Undefined for messages outside the experiment. */
    adderOf(send: Send): Add | undefined {
      const { arm, templateId } = placeOf(send) ?? {}
      if (arm === undefined || templateId === undefined) return undefined
      const { decidedAt, personBucket } = send
      const monthMs = Date.UTC(decidedAt.getUTCFullYear(), decidedAt.getUTCMonth())
      return (measure, change) => {
        const key = `${templateId}\0${measure}\0${arm}\0${monthMs}`
        let known = sums.get(key)
        if (known === undefined) {
          known = { templateId, measure, arm, month: new Date(monthMs), changes: noChanges() }
          sums.set(key, known)
        }
        known.changes[personBucket] = (known.changes[personBucket] ?? 0) + change
      }
    },
    all: (): readonly PersonChange[] => [...sums.values()].filter(({ changes }) => changes.some(Boolean)),
  }
}

const noChanges = (): number[] => Array.from({ length: PERSON_BUCKETS }, () => 0)
