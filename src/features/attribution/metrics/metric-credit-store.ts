import type { StoredEvent } from '../../../core/events/stored-event.ts'
import { markDays } from '../../../runtime/db/changed-days.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { isWithin } from '../../../runtime/db/upkeep/time-bounds.ts'
import type { Send } from '../send.ts'
import { WANTED, wantedWithin } from '../wanted.ts'
import type { MetricCredit } from './credit-metric.ts'

/** A credit as it is stored. */
export interface StoredCredit extends Pick<MetricCredit, 'metric' | 'at' | 'amount' | 'isRefund'> {
  readonly decisionId: string
}

/** Loads the credits of messages. */
export async function loadMetricCredits(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<readonly StoredCredit[]> {
  if (sends.length === 0) return []
  return session.query({
    name: 'metric-credits-of-messages',
    text: `select found.* from ${WANTED.sql} cross join lateral (
             select decision_id as "decisionId", metric, occurred_at as at, amount, is_refund as "isRefund"
             from metric_credits c where c.org_id = $1 and c.decision_id = wanted.id and c.decided_at = wanted.decided_at
               and ${isWithin('c.decided_at', WANTED.next)} offset 0) found`,
    values: [orgId, ...wantedWithin(sends)],
  })
}

/** Loads which messages these events count for, in which metrics. */
export async function loadMetricCreditsOf(
  session: Session,
  orgId: number,
  eventIds: readonly string[],
): Promise<readonly { readonly eventId: string; readonly decisionId: string; readonly metric: string }[]> {
  if (eventIds.length === 0) return []
  return session.query({
    name: 'metric-credits-of-events',
    text: `select event_id as "eventId", decision_id as "decisionId", metric from metric_credits
           where org_id = $1 and event_id = any($2) order by 1, 2, 3`,
    values: [orgId, eventIds],
  })
}

/** Deletes the credits of events. */
export async function deleteMetricCredits(
  session: Session,
  orgId: number,
  events: readonly Pick<StoredEvent, 'id' | 'at'>[],
): Promise<void> {
  if (events.length === 0) return
  await markDays(
    session,
    orgId,
    events.map(({ at }) => at),
  )
  await session.query({
    name: 'metric-credits-forget',
    text: 'delete from metric_credits where org_id = $1 and event_id = any($2)',
    values: [orgId, events.map(({ id }) => id)],
  })
}

export async function insertMetricCredits(
  session: Session,
  orgId: number,
  credits: readonly MetricCredit[],
): Promise<void> {
  if (credits.length === 0) return
  await markDays(
    session,
    orgId,
    credits.map(({ at }) => at),
  )
  await session.query({
    name: 'metric-credits-save',
    text: `insert into metric_credits (org_id, ${CREDITS.columns}) select $1, * from ${CREDITS.sql}`,
    values: [orgId, ...CREDITS.values(credits)],
  })
}

const CREDITS = rows<MetricCredit>({
  decision_id: ['uuid', ({ send }) => send.id],
  decided_at: ['timestamptz', ({ send }) => send.decidedAt],
  metric: ['text', ({ metric }) => metric],
  event_id: ['uuid', ({ eventId }) => eventId],
  occurred_at: ['timestamptz', ({ at }) => at],
  amount: ['bigint', ({ amount }) => amount],
  is_refund: ['bool', ({ isRefund }) => isRefund],
})

/** Deletes the credits of messages. The caller then recounts the messages before it deletes them. */
export async function deleteMetricCreditsTo(
  session: Session,
  orgId: number,
  sends: readonly Send[],
): Promise<void> {
  const gone = await session.query<{ at: Date }>({
    text: `delete from metric_credits c using ${WANTED.sql}
           where c.org_id = $1 and c.decision_id = wanted.id and c.decided_at = wanted.decided_at
           returning c.occurred_at as at`,
    values: [orgId, ...WANTED.values(sends)],
  })
  await markDays(
    session,
    orgId,
    gone.map(({ at }) => at),
  )
}
