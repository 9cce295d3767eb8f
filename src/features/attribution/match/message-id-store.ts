import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'

export interface MessageIdLink {
  readonly platform: string
  readonly messageId: string
  readonly decisionId: string
}

export interface LearnedMessageId extends MessageIdLink {
  /**
   * 0: the message is an external control. 1: the event named the decision. 2: the event was a send, matched by
   * campaign and person.
   */
  readonly rank: number
  readonly learnedAt: Date
  readonly eventId: string
}

/**
 * Stores message ids. Of several sources for one id the best one wins, whatever the order of arrival.
 * @returns the message ids that were unknown, or have a better source now
 */
export async function saveMessageIds(
  session: Session,
  orgId: number,
  learned: readonly LearnedMessageId[],
): Promise<readonly string[]> {
  if (learned.length === 0) return []
  const best = new Map<string, LearnedMessageId>()
  for (const each of learned) {
    const key = `${each.platform}|${each.messageId}`
    const known = best.get(key)
    if (known === undefined || isBetter(each, known)) best.set(key, each)
  }
  const changed = await session.query<{ messageId: string }>({
    name: 'attribution-learn',
    // Most ids are known from as good a source. To conflict with such a row would write to it: a lock.
    text: `insert into message_ids as known (org_id, ${LEARNED.columns})
           select $1::int, * from ${LEARNED.sql}
           where (select true from message_ids k where k.org_id = $1 and k.message_id = given.message_id and k.platform = given.platform
             and (k.rank, k.taught_at, k.event_id) <= (given.rank, given.taught_at, given.event_id)) is null
           order by platform, message_id
           on conflict (org_id, platform, message_id) do update
             set decision_id = excluded.decision_id, rank = excluded.rank, taught_at = excluded.taught_at, event_id = excluded.event_id
             where (excluded.rank, excluded.taught_at, excluded.event_id) < (known.rank, known.taught_at, known.event_id)
           returning message_id as "messageId"`,
    values: [orgId, ...LEARNED.values([...best.values()])],
  })
  return changed.map(({ messageId }) => messageId)
}

/** The same order as in the statement. */
const isBetter = (one: LearnedMessageId, other: LearnedMessageId): boolean =>
  one.rank !== other.rank
    ? one.rank < other.rank
    : one.learnedAt.getTime() !== other.learnedAt.getTime()
      ? one.learnedAt < other.learnedAt
      : one.eventId.toLowerCase() < other.eventId.toLowerCase()

const LEARNED = rows<LearnedMessageId>({
  platform: ['text', ({ platform }) => platform],
  message_id: ['text', ({ messageId }) => messageId],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  rank: ['int', ({ rank }) => rank],
  taught_at: ['timestamptz', ({ learnedAt }) => learnedAt],
  event_id: ['uuid', ({ eventId }) => eventId],
})

/**
 * Deletes the message ids learned from these events. Other events may carry the same id, with a lower rank or a later
 * time, so all events with such an id have to be attributed again.
 * @returns the deleted message ids
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
