import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { countDecisions } from '../count/cohort-store.ts'
import { saveMessageIds } from '../match/message-ids.ts'
import { EXTERNAL_CONTROL, type Send } from '../send.ts'

// Decisions that nobody asked for: one for every message that the platform sent as a control of its own.

/** Writes decisions as if they had been made when the messages were sent: whom they went to was the platform's choice. */
export async function insertControls(session: Session, orgId: number, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return
  await session.query({
    name: 'attribution-insert-controls',
    text: `insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason, propensity, model_version,
             user_key, email, attrs)
           select $1, id, decided_at, template_id, variant_id, arm, true, '${EXTERNAL_CONTROL}', 1, 0, user_key, email, '{}'
           from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[])
             as given (id, decided_at, template_id, variant_id, arm, user_key, email)`,
    values: [
      orgId,
      ...keysOf(sends),
      sends.map(({ templateId }) => templateId),
      sends.map(({ variantId }) => variantId),
      sends.map(({ arm }) => arm),
      sends.map(({ userKey }) => userKey),
      sends.map(({ email }) => email),
    ],
  })
}

/** Takes away what counts for messages. Their figures have to be brought in line before they are deleted. */
export async function deleteAttributionsTo(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<void> {
  if (sends.length === 0) return
  await session.query({
    name: 'attribution-forget-controls',
    text: `delete from attributions a using ${WANTED}
           where a.org_id = $1 and a.decision_id = wanted.id and a.decided_at = wanted.decided_at`,
    values: [orgId, ...keysOf(sends)],
  })
}

export async function deleteControls(session: Session, orgId: number, sends: readonly Send[]): Promise<void> {
  if (sends.length === 0) return
  await session.query({
    name: 'attribution-delete-controls',
    text: `with facts as (
             delete from messages m using ${WANTED} where m.org_id = $1 and m.decision_id = wanted.id and m.decided_at = wanted.decided_at
           ), ids as (
             delete from message_ids where org_id = $1 and decision_id = any($2)
           )
           delete from decisions d using ${WANTED} where d.org_id = $1 and d.id = wanted.id and d.decided_at = wanted.decided_at`,
    values: [orgId, ...keysOf(sends)],
  })
}

const WANTED = 'unnest($2::uuid[], $3::timestamptz[]) as wanted (id, decided_at)'

const keysOf = (sends: readonly Send[]) => [
  sends.map(({ id }) => id),
  sends.map(({ decidedAt }) => decidedAt),
]

/** Adds to how many decisions there are. */
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
           select $1, template_id, coalesce(variant_id, '${NO_VARIANT}'), arm, date_trunc('hour', decided_at, 'UTC') as hour, $6 * count(*)
           from unnest($2::text[], $3::uuid[], $4::text[], $5::timestamptz[]) as given (template_id, variant_id, arm, decided_at)
           group by 2, 3, 4, 5 order by template_id collate "C", 3, arm collate "C", 5
           on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions`,
    values: [
      orgId,
      sends.map(({ templateId }) => templateId),
      sends.map(({ variantId }) => variantId),
      sends.map(({ arm }) => arm),
      sends.map(({ decidedAt }) => decidedAt),
      change,
    ],
  })
  await countDecisions(session, orgId, sends, change)
}

// Before every other source: it is there only as long as no other template's decision was named.
const RANK = 0

/** Keeps which message ids are those of controls, each as one of its events says. */
export const saveControlMessageIds = (
  session: Session,
  orgId: number,
  records: readonly { readonly event: StoredEvent; readonly send: Send }[],
): Promise<void> =>
  saveMessageIds(
    session,
    orgId,
    records.flatMap(({ event: { platform, messageId, id: eventId }, send }) =>
      messageId === null
        ? []
        : [{ platform, messageId, decisionId: send.id, rank: RANK, learnedAt: send.decidedAt, eventId }],
    ),
  )
