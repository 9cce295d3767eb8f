import { Problem } from './problem.ts'

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/i

/** A stretch of time: `from` is part of it, `to` is not. */
export interface Period {
  readonly from: Date | undefined
  readonly to: Date | undefined
}

/**
 * The period that a caller gives, in ISO 8601. A date is its midnight; a time without a zone is UTC.
 * @throws Problem invalid-request with the field
 */
export const readPeriod = ({ from, to }: { from?: string; to?: string }): Period => ({
  from: readMoment('from', from),
  to: readMoment('to', to),
})

function readMoment(field: string, text: string | undefined): Date | undefined {
  if (text === undefined || text === '') return undefined
  const shape = MOMENT.exec(text)
  // Without a zone, Date would use the zone of this machine.
  const moment = new Date(text.length > 10 && shape?.groups?.['zone'] === undefined ? `${text}Z` : text)
  if (shape && !Number.isNaN(moment.getTime())) return moment
  const message =
    'must be a date or time in ISO 8601, such as 2026-03-01 or 2026-03-01T09:00:00Z (a + in an address is written %2B)'
  throw new Problem('invalid-request', `${field} ${message}.`, [{ field: `/${field}`, message }])
}
