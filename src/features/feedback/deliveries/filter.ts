import { readPeriod } from '../../../runtime/http/period.ts'
import type { DeliveryFilter } from './schema.ts'

/** A part of a statement's `where`, with its parameters. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/**
 * The period of a filter, as a condition on the columns of the index by state.
 * @param next the number of the next parameter
 * @throws Problem invalid-request if a time cannot be read
 */
export function periodOf(filter: Pick<DeliveryFilter, 'from' | 'to'>, next: number): Condition {
  const { from, to } = readPeriod(filter)
  const given = [
    ...(from === undefined ? [] : [{ sql: 'd.created_at >= ', value: from }]),
    ...(to === undefined ? [] : [{ sql: 'd.created_at < ', value: to }]),
  ]
  return {
    sql: ['true', ...given.map(({ sql }, at) => `${sql}$${next + at}`)].join(' and '),
    values: given.map(({ value }) => value),
  }
}

/** The other fields of a filter, which need the row. */
export function fieldsOf(
  { status, template, request_id, ids }: Omit<DeliveryFilter, 'from' | 'to'>,
  next: number,
): Condition {
  const given = [
    ...(template === undefined ? [] : [{ sql: 'd.template_id = ?', value: template }]),
    ...(request_id === undefined ? [] : [{ sql: 'd.request_id = ?', value: request_id }]),
    ...(ids === undefined ? [] : [{ sql: 'd.id = any(?::uuid[])', value: ids }]),
  ]
  return {
    sql: [statusCondition(status), ...given.map(({ sql }, at) => sql.replace('?', `$${next + at}`))].join(
      ' and ',
    ),
    values: given.map(({ value }) => value),
  }
}

/** The pattern of `status` admits digits and `xx` only, so its text can stand in a statement. */
function statusCondition(status: string | undefined): string {
  if (status === undefined) return 'true'
  if (status === 'none') return 'd.status is null'
  const [least, most] = boundsOf(status)
  return `d.status between ${least} and ${most}`
}

/** Whether a stored status is within a filter such as 5xx, 503 or none. */
export function isWithinStatus(filter: string | undefined, status: number | null): boolean {
  if (filter === undefined) return true
  if (filter === 'none' || status === null) return filter === 'none' && status === null
  const [least, most] = boundsOf(filter)
  return status >= least && status <= most
}

const boundsOf = (status: string): readonly [number, number] => [
  Number(status.replace('xx', '00')),
  Number(status.replace('xx', '99')),
]
