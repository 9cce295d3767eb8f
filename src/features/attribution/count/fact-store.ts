import { FACT_MEASURES, TIMED_MEASURES } from '../../../core/measure/measures.ts'
import { type Columns, rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { boundsOf, isWithin } from '../../../runtime/db/upkeep/time-bounds.ts'
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
  if (updated.length > 0)
    await session.query({
      name: 'recount-facts',
      text: `update messages m set ${FACT_COLUMNS.map(column => `${column} = given.${column}`).join(', ')} from ${UPDATED.sql}
             where m.org_id = $1 and m.decision_id = given.decision_id and m.decided_at = given.decided_at
               and ${isWithin('m.decided_at', UPDATED.next)}`,
      values: [orgId, ...UPDATED.values(updated), ...boundsOf(updated.map(({ send }) => send.decidedAt))],
    })
  if (added.length > 0)
    await session.query({
      name: 'recount-facts-of-new',
      text: `insert into messages (org_id, ${ADDED.columns}) select $1, * from ${ADDED.sql}`,
      values: [orgId, ...ADDED.values(added)],
    })
}

const UPDATED_COLUMNS: Columns<Changed> = {
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
}

const UPDATED = rows(UPDATED_COLUMNS)
const ADDED = rows<Changed>({
  ...UPDATED_COLUMNS,
  template_id: ['text', ({ send }) => send.templateId],
  variant_id: ['uuid', ({ send }) => send.variantId],
  arm: ['text', ({ send }) => send.arm],
  user_key: ['text', ({ send }) => send.userKey],
})
