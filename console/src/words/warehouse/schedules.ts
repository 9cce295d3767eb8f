/** A schedule that many choose, as cron in UTC. Null: only when asked. */
export interface CommonSchedule {
  readonly schedule: string | null
  readonly text: string
}

const NEVER: CommonSchedule = { schedule: null, text: 'Only when asked' }

/** Of sources. */
export const READING_SCHEDULES: readonly CommonSchedule[] = [
  { schedule: '15 * * * *', text: 'Every hour, at a quarter past' },
  { schedule: '15 */6 * * *', text: 'Every six hours' },
  { schedule: '15 3 * * *', text: 'Every day at 03:15 UTC' },
  NEVER,
]

/** Of the daily export. */
export const EXPORT_SCHEDULES: readonly CommonSchedule[] = [
  { schedule: '30 3 * * *', text: 'Every day at 03:30 UTC' },
  { schedule: '30 */6 * * *', text: 'Every six hours' },
  NEVER,
]

/** When something happens by itself. */
export const scheduleInWords = (given: string | null): string =>
  [...READING_SCHEDULES, ...EXPORT_SCHEDULES].find(({ schedule }) => schedule === given)?.text ??
  `At ${given} (cron, UTC)`
