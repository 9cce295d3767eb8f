import { DAY_MS } from '../../../lib/duration.ts'
import { timeOfId } from '../../../lib/id.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { TrackedMessage } from './template.ts'

/** Messages with the same tracking id are looked for among those of this time before. */
const KNOWN_DAYS = 31

const MESSAGES = rows<TrackedMessage>(
  {
    org_id: ['int', ({ orgId }) => orgId],
    template_id: ['text', ({ templateId }) => templateId],
    tracking_id: ['text', ({ trackingId }) => trackingId],
    id: ['uuid', ({ decisionId }) => decisionId],
  },
  { first: 3 },
)

/**
 * Finds the messages of other templates that have the same tracking id.
 * @param isEarlier whether only earlier messages are meant, so that of two messages one finds the other
 * @returns by decision id, the id of the other template
 */
export async function findOtherTemplates(
  session: Session,
  messages: readonly TrackedMessage[],
  isEarlier: boolean,
): Promise<ReadonlyMap<string, string>> {
  const oldestMs = Math.min(...messages.map(({ decisionId }) => timeOfId(decisionId).getTime()))
  const found = await session.query<{ id: string; other: string }>({
    name: 'clash-other-templates',
    text: `select given.id, found.template_id as other from ${MESSAGES.sql} cross join lateral (
             select template_id from decisions d
             where (d.org_id, d.tracking_id) = (given.org_id, given.tracking_id) and d.template_id <> given.template_id
               and d.counted and (d.id < given.id or not $1) and d.decided_at >= $2 limit 1) found`,
    values: [isEarlier, new Date(oldestMs - KNOWN_DAYS * DAY_MS), ...MESSAGES.values(messages)],
  })
  return new Map(found.map(({ id, other }) => [id, other]))
}
