import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import { markDays } from '../../../runtime/db/changed-days.ts'
import { ensureDecisionMonths } from '../../../runtime/db/partitions.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { EXTERNAL_CONTROL } from '../../../runtime/db/sql/cohort-sql.ts'
import { countDecisions } from '../count/cohort-store.ts'
import { countPeople } from '../count/people/person-store.ts'
import { saveMessageIds } from '../match/message-id-store.ts'
import type { Send } from '../send.ts'

// Decisions without a request: one for every external control, a message that the platform sent as its own control.

/** Inserts decisions, dated when the messages were sent. The platform chose their recipients. */
export async function insertControls(session: Session, orgId: number, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return
  await markDays(session, orgId, sends.map(decidedAtOf))
  await ensureDecisionMonths(session, sends.map(decidedAtOf))
  await session.query({
    name: 'attribution-insert-controls',
    text: `insert into decisions (org_id, ${DECISIONS.columns}, counted, reason, propensity, model_version, attrs)
           select $1, given.*, true, '${EXTERNAL_CONTROL}', 1, 0, '{}' from ${DECISIONS.sql}`,
    values: [orgId, ...DECISIONS.values(sends)],
  })
}

const DECISIONS = rows<Send>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
  template_id: ['text', ({ templateId }) => templateId],
  variant_id: ['uuid', ({ variantId }) => variantId],
  arm: ['text', ({ arm }) => arm],
  user_key: ['text', ({ userKey }) => userKey],
  email: ['text', ({ email }) => email],
  person_bucket: ['smallint', ({ personBucket }) => personBucket],
})

/** Deletes the attributions of messages. The caller then recounts the messages before it deletes them. */
export async function deleteAttributionsTo(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<void> {
  if (sends.length === 0) return
  const gone = await session.query<{ at: Date }>({
    name: 'attribution-forget-controls',
    text: `delete from attributions a using ${KEYS.sql}
           where a.org_id = $1 and a.decision_id = given.id and a.decided_at = given.decided_at
           returning a.occurred_at as at`,
    values: [orgId, ...KEYS.values(sends)],
  })
  await markDays(
    session,
    orgId,
    gone.map(({ at }) => at),
  )
}

export async function deleteControls(session: Session, orgId: number, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return
  await markDays(session, orgId, sends.map(decidedAtOf))
  await session.query({
    name: 'attribution-delete-controls',
    text: `with facts as (
             delete from messages m using ${KEYS.sql} where m.org_id = $1 and m.decision_id = given.id and m.decided_at = given.decided_at
           ), ids as (
             delete from message_ids where org_id = $1 and decision_id = any($2::uuid[])
           )
           delete from decisions d using ${KEYS.sql} where d.org_id = $1 and d.id = given.id and d.decided_at = given.decided_at`,
    values: [orgId, ...KEYS.values(sends)],
  })
}

const decidedAtOf = ({ decidedAt }: Send): Date => decidedAt

const KEYS = rows<Send>({
  id: ['uuid', ({ id }) => id],
  decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
})

/** Adds these decisions to the numbers of decisions, or subtracts them. */
export async function countControls(
  session: Session,
  orgId: number,
  sends: readonly Send[],
  change: 1 | -1,
): Promise<void> {
  if (sends.length === 0) return
  await session.query({
    name: 'attribution-count-controls',
    text: `insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions)
           select $1, template_id, coalesce(variant_id, '${NO_VARIANT}'), arm, date_trunc('hour', decided_at, 'UTC') as hour, $2 * count(*)
           from ${COUNTED.sql}
           group by 2, 3, 4, 5 order by template_id collate "C", 3, arm collate "C", 5
           on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions`,
    values: [orgId, change, ...COUNTED.values(sends)],
  })
  await countDecisions(session, orgId, sends, change)
  await countPeople(session, orgId, sends, change)
}

const COUNTED = rows<Send>(
  {
    template_id: ['text', ({ templateId }) => templateId],
    variant_id: ['uuid', ({ variantId }) => variantId],
    arm: ['text', ({ arm }) => arm],
    decided_at: ['timestamptz', ({ decidedAt }) => decidedAt],
  },
  { first: 3 },
)

// Wins over every other source: an external control exists only while no event names a decision of another template.
const RANK = 0

/** Stores the message ids of external controls, each with one of its events as the source. */
export async function saveControlMessageIds(
  session: Session,
  orgId: number,
  records: readonly { readonly event: StoredEvent; readonly send: Send }[],
): Promise<void> {
  await saveMessageIds(
    session,
    orgId,
    records.flatMap(({ event: { platform, messageId, id: eventId }, send }) =>
      messageId === null
        ? []
        : [{ platform, messageId, decisionId: send.id, rank: RANK, learnedAt: send.decidedAt, eventId }],
    ),
  )
}
