import { expect, it } from 'vitest'
import { faultOfSchedule, nextRunAfter } from './schedule.ts'

const NOW = new Date('2026-03-29T00:30:00Z')

it.each([
  ['15 * * * *', '2026-03-29T01:15:00.000Z'],
  ['30 0 * * *', '2026-03-30T00:30:00.000Z'],
  // Summer time begins in Europe on that day. A schedule is in UTC.
  ['30 2 * * *', '2026-03-29T02:30:00.000Z'],
  ['0 6 * * mon', '2026-03-30T06:00:00.000Z'],
  ['*/20 * * * *', '2026-03-29T00:40:00.000Z'],
])('%s comes next at %s', (schedule, next) => {
  expect(faultOfSchedule(schedule, NOW)).toBeUndefined()
  expect(nextRunAfter(schedule, NOW)?.toISOString()).toBe(next)
})

it.each(['', 'hourly', '* * * *', '* * * * * *', '61 * * * *', '0 0 30 2 *'])(
  '"%s" is no schedule',
  schedule => {
    expect(faultOfSchedule(schedule, NOW)).toMatch(/no schedule|never comes/)
  },
)
