import { rows } from '../../../../runtime/db/rows.ts'
import type { Session } from '../../../../runtime/db/session.ts'
import { EXTERNAL_CONTROL } from '../../../../runtime/db/sql/cohort-sql.ts'
import {
  ADDING_COUNTS,
  addingPeople,
  monthOf,
  personBucket,
} from '../../../../runtime/db/sql/person-bucket-sql.ts'
import type { Send } from '../../send.ts'
import { decisionChanges, type PersonChange } from './person-changes.ts'

// The numbers of messages by bucket of people. The caller's transaction holds the organisation's lock.

export async function addPeople(
  session: Session,
  orgId: number,
  changes: readonly PersonChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-people',
    text: `insert into person_counts as sums (org_id, template_id, measure, arm, month, counts)
           select $1, template_id, measure, arm, (month at time zone 'UTC')::date, changes::int[] from ${CHANGES.sql}
           order by template_id, measure, arm, 5 ${ADDING_COUNTS}`,
    values: [orgId, ...CHANGES.values(changes)],
  })
}

const CHANGES = rows<PersonChange>({
  template_id: ['text', ({ templateId }) => templateId],
  measure: ['text', ({ measure }) => measure],
  arm: ['text', ({ arm }) => arm],
  month: ['timestamptz', ({ month }) => month],
  changes: ['text', ({ changes }) => `{${changes.join(',')}}`],
})

/** Counts external controls, or subtracts them. All other decisions are counted some seconds after they were made. */
export const countPeople = (
  session: Session,
  orgId: number,
  controls: readonly Send[],
  change: 1 | -1,
): Promise<void> => addPeople(session, orgId, decisionChanges(controls, change))

/** A place in the sequence of an organisation's decisions. */
interface Place {
  readonly id: string
  readonly decidedAt: Date
}

/** Counts the decisions after `from` and up to `until`. */
export async function countPeopleDecided(
  session: Session,
  orgId: number,
  from: Place,
  until: Place,
): Promise<void> {
  await session.query({
    name: 'decided-people',
    text: `with fresh as (
             select org_id, template_id, 'decision' as measure, arm, ${monthOf('decided_at')} as month, ${personBucket('d')} as person_bucket, 1 as change
             from decisions d where org_id = $1 and id > $2 and decided_at >= $3 and id <= $4 and decided_at <= $5
               and counted and arm <> 'fallback' and variant_id is not null and reason <> '${EXTERNAL_CONTROL}'
           ) ${addingPeople('fresh')}`,
    values: [orgId, from.id, from.decidedAt, until.id, until.decidedAt],
  })
}
