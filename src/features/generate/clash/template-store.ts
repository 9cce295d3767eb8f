import { DAY_MS } from '../../../lib/duration.ts'
import { timeOfId } from '../../../lib/id.ts'
import { eachOrg } from '../../../runtime/db/by-org/each-org.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { TrackedMessage } from './template.ts'

/** Messages with the same tracking id are looked for among those of this time before. */
const KNOWN_DAYS = 31

const MESSAGES = rows<TrackedMessage>({
  template_id: ['text', ({ templateId }) => templateId],
  tracking_id: ['text', ({ trackingId }) => trackingId],
  id: ['uuid', ({ decisionId }) => decisionId],
})
const [IS_EARLIER, SINCE] = [`$${MESSAGES.next}`, `$${MESSAGES.next + 1}`]

/**
 * Finds the messages of other templates that have the same tracking id.
 * @param isEarlier whether only earlier messages are meant, so that of two messages one finds the other
 * @returns by decision id, the id of the other template
 */
export async function findOtherTemplates(
  db: Database,
  messages: readonly TrackedMessage[],
  isEarlier: boolean,
): Promise<ReadonlyMap<string, string>> {
  const oldestMs = Math.min(...messages.map(({ decisionId }) => timeOfId(decisionId).getTime()))
  const since = new Date(oldestMs - KNOWN_DAYS * DAY_MS)
  const found = await eachOrg(db, messages, (session, orgId, own) =>
    session.query<{ id: string; other: string }>({
      name: 'clash-other-templates',
      text: `select given.id, found.template_id as other from ${MESSAGES.sql} cross join lateral (
             select template_id from decisions d
             where (d.org_id, d.tracking_id) = ($1, given.tracking_id) and d.template_id <> given.template_id
               and d.counted and (d.id < given.id or not ${IS_EARLIER}) and d.decided_at >= ${SINCE} limit 1) found`,
      values: [orgId, ...MESSAGES.values(own), isEarlier, since],
    }),
  )
  return new Map(found.flat().map(({ id, other }) => [id, other]))
}
