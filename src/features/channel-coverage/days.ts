import { DAY_MS } from '../../lib/duration.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { Problem } from '../../runtime/http/problem.ts'

const DAYS_MAX = 31

/** The first and the last day of a period, in UTC. */
export interface Days {
  readonly from: string
  readonly to: string
}

/** @throws Problem invalid-request */
export function readDays(borders: { from?: string; to?: string }, now: Date): Days {
  const { from: first, to = new Date(now.getTime() + DAY_MS) } = readPeriod(borders)
  const from = first ?? new Date(to.getTime() - (DAYS_MAX - 1) * DAY_MS)
  if (to.getTime() - from.getTime() > DAYS_MAX * DAY_MS) {
    const message = `must be at most ${DAYS_MAX} days after from`
    throw new Problem('invalid-request', `to ${message}.`, [{ field: '/to', message }])
  }
  return { from: dayOf(from), to: dayOf(new Date(to.getTime() - 1)) }
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)
