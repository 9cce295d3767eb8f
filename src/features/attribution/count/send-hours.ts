import { HOUR_MS } from '../../../lib/duration.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Changed } from './facts.ts'

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
    add(before.sentAt, 'sends', -1)
    add(after.sentAt, 'sends', 1)
    add(before.respondedAt, 'responses', -1)
    add(after.respondedAt, 'responses', 1)
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
    text: `insert into send_hours as sums (org_id, template_id, hour, sends, responses)
           select $1, * from unnest($2::text[], $3::timestamptz[], $4::bigint[], $5::bigint[])
           on conflict (org_id, template_id, hour) do update set
             sends = sums.sends + excluded.sends, responses = sums.responses + excluded.responses`,
    values: [
      orgId,
      changes.map(({ templateId }) => templateId),
      changes.map(({ hour }) => hour),
      changes.map(({ sends }) => sends),
      changes.map(({ responses }) => responses),
    ],
  })
}
