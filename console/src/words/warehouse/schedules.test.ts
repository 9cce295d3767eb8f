import { expect, it } from 'vitest'
import { scheduleInWords } from './schedules.ts'

it.each([
  ['15 * * * *', 'Every hour, at a quarter past'],
  ['30 3 * * *', 'Every day at 03:30 UTC'],
  [null, 'Only when asked'],
  ['30 4 * * 1-5', 'At 30 4 * * 1-5 (cron, UTC)'],
])('the schedule %s is "%s"', (schedule, text) => expect(scheduleInWords(schedule)).toBe(text))
