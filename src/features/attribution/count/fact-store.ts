import { FACT_MEASURES, TIMED_MEASURES } from '../../../core/measure/measures.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Changed } from './count-changes.ts'
import { FACT_COLUMNS } from './facts.ts'

/**
 * Writes the facts of messages. The caller's transaction holds the organisation's lock.
 * @param stored the ids of the messages that have facts already
 */
export async function saveFacts(
  session: Session,
  orgId: number,
  changed: readonly Changed[],
  stored: { has(decisionId: string): boolean },
): Promise<void> {
  const isStored = ({ send }: Changed) => stored.has(send.id)
  const [updated, added] = [changed.filter(isStored), changed.filter(each => !isStored(each))]
  // Not `update … from`: where the planner takes the bounds for few rows, it compares each message with each.
  if (updated.length > 0)
    await session.query({
      name: 'recount-facts',
      text: `insert into messages (org_id, ${MESSAGES.columns}) select $1, * from ${MESSAGES.sql}
             on conflict (org_id, decision_id, decided_at) do update set
               ${FACT_COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}`,
      values: [orgId, ...MESSAGES.values(updated)],
    })
  if (added.length > 0)
    await session.query({
      name: 'recount-facts-of-new',
      text: `insert into messages (org_id, ${MESSAGES.columns}) select $1, * from ${MESSAGES.sql}`,
      values: [orgId, ...MESSAGES.values(added)],
    })
}

const MESSAGES = rows<Changed>({
  decision_id: ['uuid', ({ send }) => send.id],
  decided_at: ['timestamptz', ({ send }) => send.decidedAt],
  ...Object.fromEntries(
    TIMED_MEASURES.map(({ moment }) => [
      moment,
      ['timestamptz', ({ after }: Changed) => after[moment]] as const,
    ]),
  ),
  ...Object.fromEntries(
    FACT_MEASURES.map(({ fact }) => [fact, ['bool', ({ after }: Changed) => after[fact]] as const]),
  ),
  responded_at: ['timestamptz', ({ after }) => after.responded_at],
  revenue: ['jsonb', ({ after }) => JSON.stringify(after.revenue)],
  metrics: ['jsonb', ({ after }) => JSON.stringify(after.metrics)],
  template_id: ['text', ({ send }) => send.templateId],
  variant_id: ['uuid', ({ send }) => send.variantId],
  arm: ['text', ({ send }) => send.arm],
  user_key: ['text', ({ send }) => send.userKey],
})
