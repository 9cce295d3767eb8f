import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import { firstIdOf, timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { InboundRequestRow } from '../../runtime/db/table-rows/inbound-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { Bound } from './bounds.ts'

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
  readonly is_sample: boolean
}

export interface DetailRow
  extends SummaryRow,
    Pick<Selectable<InboundRequestRow>, 'headers' | 'query' | 'body'> {}

const sizeBytes = sql<number>`octet_length(body)`.as('size_bytes')
const isSample = sql<boolean>`headers ? 'parley-sample'`.as('is_sample')

type Requests = ExpressionBuilder<Tables, 'inbound_requests'>

/** The filters of lists and replays. */
export interface RequestFilter {
  readonly platform?: string
  readonly outcome?: string
  readonly reason?: string
  readonly type?: string
  readonly event?: string
}

/** The calls that match a filter, within bounds. */
export const matching =
  ({ platform, outcome, reason, type, event }: RequestFilter, bounds: readonly Bound[]) =>
  (eb: Requests) =>
    eb.and([
      ...(platform === undefined ? [] : [eb('platform', '=', storableText(platform))]),
      ...(outcome === undefined ? [] : [eb('outcome', '=', storableText(outcome))]),
      ...(reason === undefined
        ? []
        : [eb.or([eb('reason', '=', storableText(reason)), hasItem({ reason })])]),
      ...(type === undefined ? [] : [hasItem({ type })]),
      ...(event === undefined ? [] : [eb.or([hasItem({ native_event: event }), hasItem({ name: event })])]),
      ...bounds.map(bound => eb(...bound)),
    ])

const hasItem = (said: Readonly<Record<string, string>>) =>
  sql<boolean>`items @> ${JSON.stringify([storable(said)])}::jsonb`

const storable = (said: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(said).map(([name, text]) => [name, storableText(text)]))

/** The filters of lists alone. */
export interface ListFilter extends RequestFilter {
  readonly template?: string
  readonly pending?: boolean
}

/** Events arrive with their calls: their ids begin with the same time. */
const ofEvents = (bounds: readonly Bound[]): readonly Bound[] =>
  bounds.map(([name, operator, value]): Bound => {
    if (name !== 'id') return [name, operator, value]
    const moment = timeOfId(String(value))
    return operator === '>='
      ? [name, operator, firstIdOf(moment)]
      : [name, '<', firstIdOf(new Date(moment.getTime() + 1))]
  })

/** Calls with an event that belongs to a message of the template. */
const ofTemplate = (orgId: number, template: string, bounds: readonly Bound[]) => (eb: Requests) =>
  eb(
    'id',
    'in',
    eb
      .selectFrom('events')
      .select('request_id')
      .where('org_id', '=', orgId)
      .where('template_id', '=', storableText(template))
      .where(within => within.and(ofEvents(bounds).map(bound => within(...bound)))),
  )

/**
 * Calls that match a filter, newest first, without their content.
 * @param ids only these, if given
 */
export function loadSummaries(
  { kysely }: Database,
  orgId: number,
  filter: ListFilter,
  bounds: readonly Bound[],
  limit: number,
  ids?: readonly string[],
): Promise<SummaryRow[]> {
  const { pending, template } = filter
  const idBounds = ids === undefined ? [] : boundsAround(ids)
  if (ids?.length === 0) return Promise.resolve([])
  return kysely
    .selectFrom('inbound_requests')
    .select([...SUMMARY, sizeBytes, isSample])
    .where('org_id', '=', orgId)
    .where(matching(filter, bounds))
    .$if(template !== undefined, select =>
      select.where(ofTemplate(orgId, template ?? '', [...bounds, ...idBounds])),
    )
    .$if(pending !== undefined, select => select.where('processed_at', pending ? 'is' : 'is not', null))
    .$if(ids !== undefined, select =>
      select.where('id', 'in', [...(ids ?? [])]).where('received_at', 'in', (ids ?? []).map(timeOfId)),
    )
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The bounds of the first and last of some ids. */
export function boundsAround(ids: readonly string[]): readonly Bound[] {
  const sorted = ids.toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  return [
    ['id', '>=', first],
    ['id', '<=', last],
    ['received_at', '>=', timeOfId(first)],
    ['received_at', '<=', timeOfId(last)],
  ]
}

/** The ids of the calls that arrived since a time, refused ones too, newest first. */
export async function loadArrivedSince(
  db: Database,
  orgId: number,
  since: Date,
  limit: number,
): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>({
    name: 'requests-arrived-since',
    text: `(select id from inbound_requests where org_id = $1 and id >= $2 and received_at >= $3 order by id desc limit $4)
           union all (select id from refused_calls where org_id = $1 and id >= $2 order by id desc limit $4)
           order by id desc limit $4`,
    values: [orgId, firstIdOf(since), since, limit],
  })
  return rows.map(({ id }) => id)
}

/** One call with all its content. */
export function loadRequest({ kysely }: Database, orgId: number, id: string): Promise<DetailRow | undefined> {
  return kysely
    .selectFrom('inbound_requests')
    .select([...SUMMARY, sizeBytes, isSample, 'headers', 'query', 'body'])
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('received_at', '=', timeOfId(id))
    .executeTakeFirst()
}

/** What a row of the log shows of an event. */
export interface EventOutcome {
  readonly id: string
  readonly outcome: string
  readonly reason: string | null
  /** The user id, else the address. */
  readonly person: string | null
  readonly template_id: string | null
  readonly variant_id: string | null
}

/** The present state of some events. */
export function loadOutcomes(
  db: Database,
  orgId: number,
  events: readonly { readonly id: string; readonly receivedAt: Date }[],
): Promise<readonly EventOutcome[]> {
  if (events.length === 0) return Promise.resolve([])
  return db.query({
    name: 'requests-outcomes',
    text: `select id, outcome, reason, coalesce(user_key, email) as person, template_id, variant_id
           from events join ${EVENTS.sql} using (id, received_at)
           where org_id = $1`,
    values: [orgId, ...EVENTS.values(events)],
  })
}

const EVENTS = rows<{ readonly id: string; readonly receivedAt: Date }>({
  id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})
