import { DAY_MS } from '../../lib/duration.ts'
import { Problem } from './problem.ts'

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i

// Days are taken from borders, and PostgreSQL knows no year 0.
const FIRST = new Date('1000-01-01')

/** A period: it includes `from` and excludes `to`. */
export interface Period {
  readonly from: Date | undefined
  readonly to: Date | undefined
}

/**
 * Reads a period in ISO 8601. A date means its midnight. A time without a zone is UTC.
 * @throws Problem invalid-request that names the field, also if the period is empty
 */
export function readPeriod(borders: { from?: string; to?: string }): Period {
  const from = readMoment('from', borders.from)
  const to = readMoment('to', borders.to)
  if (from === undefined || to === undefined || from < to) return { from, to }
  const message =
    from > to
      ? 'must be after from'
      : `must be after from: the period ends before it. For the whole day send to=${new Date(to.getTime() + DAY_MS).toISOString().slice(0, 10)}`
  throw new Problem('invalid-request', `to ${message}.`, [{ field: '/to', message }])
}

function readMoment(field: string, text: string | undefined): Date | undefined {
  if (text === undefined || text === '') return undefined
  const shape = MOMENT.exec(text)
  // Date would read a time without a zone in the zone of this machine.
  const moment = new Date(text.length > 10 && shape?.groups?.['zone'] === undefined ? `${text}Z` : text)
  if (shape && moment >= FIRST) return moment
  const message =
    'must be a date or time in ISO 8601 from the year 1000 on, such as 2026-03-01 or 2026-03-01T09:00:00Z (a + in an address is written %2B)'
  throw new Problem('invalid-request', `${field} ${message}.`, [{ field: `/${field}`, message }])
}
