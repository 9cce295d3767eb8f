import type { RequestItem } from '../../runtime/db/inbound-rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { KeyHolder } from './event-store.ts'
import type { Sighting } from './names.ts'

/** The outcome of a call that stays due until the vendor has its answer. Batches leave it alone meanwhile. */
export const UNCONFIRMED = 'unconfirmed'

/** A stored webhook call that is due. */
export interface DueRequest {
  readonly id: string
  readonly receivedAt: Date
  readonly platform: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly attempts: number
  /** What came out at the last reading; null of a call that was never read. */
  readonly outcome: string | null
  readonly reason: string | null
  readonly items: readonly RequestItem[] | null
  readonly replayId: string | null
  /** Invented by us, at somebody's wish, and sent by no platform. */
  readonly isSample: boolean
}

export interface Processed {
  readonly request: DueRequest
  readonly outcome: string
  readonly reason: string | null
  readonly items: readonly RequestItem[]
  /** How each of the items is called; empty where they are not known. */
  readonly sightings: readonly (Sighting | undefined)[]
  /** Whether it was read before and came to something else then. */
  readonly isChanged: boolean
}

/** Organisations that have something due, with the version of their configuration. */
export function loadBusyOrgs(
  session: Session,
  now: Date,
): Promise<readonly { readonly id: number; readonly version: number }[]> {
  return session.query({
    name: 'ingest-busy',
    // The limit makes it one look into the index an organisation, however long the backlog is.
    text: `select o.id, o.config_version as version from orgs o, lateral (
             select 1 from inbound_requests r
             where r.org_id = o.id and r.processed_at is null and (r.not_before is null or r.not_before <= $1)
               and r.outcome is distinct from '${UNCONFIRMED}'
             order by r.id limit 1) due`,
    values: [now],
  })
}

const BATCH_BYTES_MAX = 8_000_000

/** The oldest due requests, at least one, as far as they fit in memory. */
export async function loadDue(
  session: Session,
  orgId: number,
  now: Date,
  countMax: number,
): Promise<readonly DueRequest[]> {
  return session.query({
    name: 'ingest-due',
    text: `select id, received_at as "receivedAt", platform, query, body, attempts, outcome, reason, items, replay_id as "replayId",
             headers ? 'parley-sample' as "isSample" from (
             select *, sum(octet_length(body)) over (order by id) - octet_length(body) as bytes_before from (
               select * from inbound_requests where org_id = $1 and processed_at is null and (not_before is null or not_before <= $2)
                 and outcome is distinct from '${UNCONFIRMED}'
               order by id limit $3) due) sized
           where bytes_before < $4 order by id`,
    values: [orgId, now, countMax, BATCH_BYTES_MAX],
  })
}

export async function saveProcessed(
  session: Session,
  orgId: number,
  processed: readonly Processed[],
  now: Date,
): Promise<void> {
  await session.query({
    name: 'ingest-processed',
    text: `update inbound_requests r set processed_at = case when given.outcome <> '${UNCONFIRMED}' then $2::timestamptz end, outcome = given.outcome, reason = given.reason, items = given.items,
             attempts = r.attempts + 1, not_before = null
           from unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::jsonb[]) as given (id, received_at, outcome, reason, items)
           where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at`,
    values: [
      orgId,
      now,
      processed.map(({ request }) => request.id),
      processed.map(({ request }) => request.receivedAt),
      processed.map(({ outcome }) => outcome),
      processed.map(({ reason }) => reason),
      processed.map(({ items }) => JSON.stringify(items)),
    ],
  })
}

/** Has the requests of those events read again, unless there is nothing left to read. */
export async function reopenRequests(
  session: Session,
  orgId: number,
  events: readonly KeyHolder[],
): Promise<void> {
  await session.query({
    name: 'ingest-reopen',
    text: `update inbound_requests r set processed_at = null, not_before = null, attempts = 0, replay_id = null
           from (select distinct * from unnest($2::uuid[], $3::timestamptz[])) as given (id, received_at)
           where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at
             and r.processed_at is not null and octet_length(r.body) > 0`,
    values: [orgId, events.map(({ requestId }) => requestId), events.map(({ receivedAt }) => receivedAt)],
  })
}

/** Puts a request off after a failure of ours. */
export async function postpone(
  session: Session,
  orgId: number,
  { id, receivedAt }: DueRequest,
  notBefore: Date,
  reason: string,
): Promise<void> {
  await session.query({
    name: 'ingest-postpone',
    text: `update inbound_requests set attempts = attempts + 1, not_before = $4, reason = $5 where org_id = $1 and id = $2 and received_at = $3`,
    values: [orgId, id, receivedAt, notBefore, reason],
  })
}
