import { Cron } from 'croner'

/** Five fields of cron. @throws if the text is none */
const read = (schedule: string): Cron => new Cron(schedule, { timezone: 'UTC', mode: '5-part', paused: true })

/** Why a text is no schedule; undefined if it is one. */
export function faultOfSchedule(schedule: string, now: Date): string | undefined {
  try {
    if (read(schedule).nextRun(now) !== null) return undefined
    return `"${schedule}" never comes. Write five fields of cron, such as 15 * * * *.`
  } catch {
    return `"${schedule}" is no schedule. Write five fields of cron in UTC, such as 15 * * * * for a quarter past each hour.`
  }
}

/** The first moment of a schedule after this one. Null if there is none. */
export const nextRunAfter = (schedule: string, now: Date): Date | null => read(schedule).nextRun(now)
