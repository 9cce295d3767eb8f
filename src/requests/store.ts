import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Database } from '../db/db.ts'
import type { InboundRequestRow, Tables } from '../db/tables.ts'
import { type Page, toPage } from '../http/page.ts'
import { timeOfId } from '../lib/id.ts'
import { storableText } from '../lib/json.ts'
import { type Bound, readBounds } from './bounds.ts'
import type { RequestsQuery } from './schema.ts'

const SUMMARY = [
  'id',
  'platform',
  'received_at',
  'processed_at',
  'outcome',
  'reason',
  'attempts',
  'items',
] as const

/** A call without its content. */
export interface SummaryRow extends Pick<Selectable<InboundRequestRow>, (typeof SUMMARY)[number]> {
  readonly size_bytes: number
}

export interface DetailRow
  extends SummaryRow,
    Pick<Selectable<InboundRequestRow>, 'headers' | 'query' | 'body'> {}

const sizeBytes = sql<number>`octet_length(body)`.as('size_bytes')

/**
 * The calls that a query asks for, newest first.
 * @throws Problem invalid-request for a cursor or a moment that cannot be read
 */
export async function listRequests(
  { kysely }: Database,
  orgId: number,
  query: RequestsQuery,
): Promise<Page<SummaryRow>> {
  const { pending, limit } = query
  const rows = await kysely
    .selectFrom('inbound_requests')
    .select([...SUMMARY, sizeBytes])
    .where('org_id', '=', orgId)
    .where(matching(query, readBounds(query)))
    .$if(pending !== undefined, select => select.where('processed_at', pending ? 'is' : 'is not', null))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    row => row,
  )
}

type Requests = ExpressionBuilder<Tables, 'inbound_requests'>

/** The filters that lists and replays share. */
export const matching =
  ({ platform, outcome }: { platform?: string; outcome?: string }, bounds: readonly Bound[]) =>
  (eb: Requests) =>
    eb.and([
      ...(platform === undefined ? [] : [eb('platform', '=', storableText(platform))]),
      ...(outcome === undefined ? [] : [eb('outcome', '=', storableText(outcome))]),
      ...bounds.map(bound => eb(...bound)),
    ])

/** One call with everything it carried. */
export function loadRequest({ kysely }: Database, orgId: number, id: string): Promise<DetailRow | undefined> {
  return kysely
    .selectFrom('inbound_requests')
    .select([...SUMMARY, sizeBytes, 'headers', 'query', 'body'])
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('received_at', '=', timeOfId(id))
    .executeTakeFirst()
}

export interface EventOutcome {
  readonly id: string
  readonly outcome: string
  readonly reason: string | null
}

/** What is known now of some events. */
export function loadOutcomes(
  db: Database,
  orgId: number,
  events: readonly { readonly id: string; readonly receivedAt: Date }[],
): Promise<readonly EventOutcome[]> {
  if (events.length === 0) return Promise.resolve([])
  return db.query({
    name: 'requests-outcomes',
    text: `select id, outcome, reason
           from events join unnest($2::uuid[], $3::timestamptz[]) as wanted (id, received_at) using (id, received_at)
           where org_id = $1`,
    values: [orgId, events.map(({ id }) => id), events.map(({ receivedAt }) => receivedAt)],
  })
}
