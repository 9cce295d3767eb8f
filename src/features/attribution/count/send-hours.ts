import { HOUR_MS } from '../../../lib/duration.ts'
import { rows } from '../../../runtime/db/rows.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Changed } from './count-changes.ts'

/** What the sums of one template and hour gain and lose. */
export interface SendHourChange {
  readonly templateId: string
  readonly hour: Date
  readonly sends: number
  readonly responses: number
}

/** Messages that were sent or responded to in another hour than was known. Hours without a change are left out. */
export function sendHourChanges(changed: readonly Changed[]): readonly SendHourChange[] {
  const sums = new Map<string, { -readonly [Name in keyof SendHourChange]: SendHourChange[Name] }>()
  for (const { send, before, after } of changed) {
    if (!send.counted) continue
    const add = (moment: Date | null, name: 'sends' | 'responses', change: number) => {
      if (moment === null) return
      const hour = new Date(Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS)
      const key = `${send.templateId}|${hour.getTime()}`
      const sum = sums.get(key) ?? { templateId: send.templateId, hour, sends: 0, responses: 0 }
      sum[name] += change
      sums.set(key, sum)
    }
    add(before.sent_at, 'sends', -1)
    add(after.sent_at, 'sends', 1)
    add(before.responded_at, 'responses', -1)
    add(after.responded_at, 'responses', 1)
  }
  return [...sums.values()].filter(({ sends, responses }) => sends !== 0 || responses !== 0)
}

/** Adds to the sums. The caller's transaction holds the organisation's lock. */
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
