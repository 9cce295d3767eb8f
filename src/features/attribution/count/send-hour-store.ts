import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { SendHourChange } from './send-hour-changes.ts'

/** Adds to the sums of sends and responses by hour. The caller's transaction holds the organisation's lock. */
export async function addSendHours(
  session: Session,
  orgId: number,
  changes: readonly SendHourChange[],
): Promise<void> {
  if (changes.length === 0) return
  await session.query({
    name: 'recount-send-hours',
    text: `insert into send_hours as sums (org_id, ${HOURS.columns})
           select $1, * from ${HOURS.sql}
           on conflict (org_id, template_id, hour) do update set
             sends = sums.sends + excluded.sends, responses = sums.responses + excluded.responses`,
    values: [orgId, ...HOURS.values(changes)],
  })
}

const HOURS = rows<SendHourChange>({
  template_id: ['text', ({ templateId }) => templateId],
  hour: ['timestamptz', ({ hour }) => hour],
  sends: ['bigint', ({ sends }) => sends],
  responses: ['bigint', ({ responses }) => responses],
})
