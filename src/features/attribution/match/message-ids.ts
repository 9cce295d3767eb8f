import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'

export interface MessageIdLink {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
}

export interface LearnedMessageId extends MessageIdLink {
  /** 0: the message is a control of the platform's own. 1: the event named the decision. 2: it was a send, found by campaign and person. */
  readonly rank: number
  readonly learnedAt: Date
  readonly eventId: string
}

/** Learns platforms' message ids. Of several sources the best wins, in whatever order they come. */
export async function saveMessageIds(
  session: Session,
  orgId: number,
  learned: readonly LearnedMessageId[],
): Promise<void> {
  if (learned.length === 0) return
  await session.query({
    name: 'attribution-learn',
    text: `insert into message_ids as known (org_id, ${LEARNED.columns})
           select distinct on (platform, message_id) $1::int, * from ${LEARNED.sql}
           order by platform, message_id, rank, taught_at, event_id
           on conflict (org_id, platform, message_id) do update
             set decision_id = excluded.decision_id, rank = excluded.rank, taught_at = excluded.taught_at, event_id = excluded.event_id
             where (excluded.rank, excluded.taught_at, excluded.event_id) < (known.rank, known.taught_at, known.event_id)`,
    values: [orgId, ...LEARNED.values(learned)],
  })
}

const LEARNED = rows<LearnedMessageId>({
  platform: ['text', ({ platform }) => platform],
  message_id: ['text', ({ messageId }) => messageId],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  rank: ['int', ({ rank }) => rank],
  taught_at: ['timestamptz', ({ learnedAt }) => learnedAt],
  event_id: ['uuid', ({ eventId }) => eventId],
})

/**
 * Forgets the message ids that events have told. Others may have said the same, less well or later:
 * so everything that carries such an id has to be looked at again.
 * @returns the message ids that are not known any more
 */
export async function forgetMessageIds(
  session: Session,
  orgId: number,
  events: readonly { readonly id: string; readonly messageId: string | null }[],
): Promise<readonly string[]> {
  const carriers = events.filter(({ messageId }) => messageId !== null)
  if (carriers.length === 0) return none()
  const rows = await session.query<{ message_id: string }>({
    name: 'attribution-unlearn',
    text: `delete from message_ids where org_id = $1 and message_id = any($2) and event_id = any($3) returning message_id`,
    values: [orgId, carriers.map(({ messageId }) => messageId), carriers.map(({ id }) => id)],
  })
  return [...new Set(rows.map(row => row.message_id))]
}

export function loadMessageIds(
  session: Session,
  orgId: number,
  messageIds: readonly string[],
): Promise<readonly MessageIdLink[]> {
  if (messageIds.length === 0) return none()
  return session.query({
    name: 'attribution-message-ids',
    text: `select platform, message_id as "messageId", decision_id as "decisionId" from message_ids where org_id = $1 and message_id = any($2)`,
    values: [orgId, messageIds],
  })
}

const none = (): Promise<never[]> => Promise.resolve([])
