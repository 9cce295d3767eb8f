import { HOUR_MS } from '../../../lib/duration.ts'
import type { Changed } from './count-changes.ts'

/** The differences that are added to the sums of one template and hour. */
export interface SendHourChange {
  readonly templateId: string
  readonly hour: Date
  readonly sends: number
  readonly responses: number
}

/**
 * The differences of the sums for messages whose hour of sending or response has changed. Differences of zero are left
 * out.
 */
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
