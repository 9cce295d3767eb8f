import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { RequestItem } from '../../runtime/db/table-rows/inbound-rows.ts'
import { boundsOf, isWithin } from '../../runtime/db/upkeep/time-bounds.ts'
import { joinRanges, lookUpRows } from './drain-store.ts'
import type { KeyHolder } from './key-store.ts'
import type { Sighting } from './names/names.ts'

/** The outcome of a handshake that stays due until it is confirmed to the vendor. Batches leave it out. */
export const UNCONFIRMED = 'unconfirmed'

/** A stored webhook call that is due. */
export interface DueRequest {
  readonly id: string
  readonly receivedAt: Date
  readonly platform: string
  readonly query: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly attempts: number
  /** The outcome of the last reading; null if the call was never read. */
  readonly outcome: string | null
  readonly reason: string | null
  readonly items: readonly RequestItem[] | null
  readonly replayId: string | null
  /** True for a sample that a user asked Parley to make. No platform sent it. */
  readonly isSample: boolean
}

export interface Processed {
  readonly request: DueRequest
  readonly outcome: string
  readonly reason: string | null
  readonly items: readonly RequestItem[]
  /** The names of the items; empty if they are unknown. */
  readonly sightings: readonly (Sighting | undefined)[]
  /** Whether the request was read before with another result. */
  readonly isChanged: boolean
}

/** An organisation that has due requests. */
export interface BusyOrg {
  readonly id: number
  /** The version of its configuration. */
  readonly version: number
  /** The arrival of its oldest due request. */
  readonly since: Date
}

/** That a request is due at the moment of a parameter, in SQL. */
const isDue = (now: string): string =>
  `processed_at is null and (not_before is null or not_before <= ${now}) and outcome is distinct from '${UNCONFIRMED}'`

const LOOKED_AT = 500

/** However long the backlog of an organisation is, it costs one look of some hundred requests. Those without any cost nothing. */
export async function loadBusyOrgs(session: Session, now: Date): Promise<readonly BusyOrg[]> {
  const oldest = new Map<number, Date>()
  for (let from = 0; ; ) {
    const due = await session.query<{ orgId: number; since: Date }>({
      name: 'ingest-busy',
      text: `select org_id as "orgId", received_at as since from inbound_requests where ${isDue('$1')} and org_id > $2
             order by org_id, id limit ${LOOKED_AT}`,
      values: [now, from],
    })
    for (const { orgId, since } of due) if (!oldest.has(orgId)) oldest.set(orgId, since)
    from = due.at(-1)?.orgId ?? from
    if (due.length < LOOKED_AT) break
  }
  return oldest.size === 0 ? [] : loadVersions(session, oldest)
}

async function loadVersions(
  session: Session,
  oldest: ReadonlyMap<number, Date>,
): Promise<readonly BusyOrg[]> {
  const orgs = await session.query<Omit<BusyOrg, 'since'>>({
    name: 'ingest-versions',
    text: 'select id, config_version as version from orgs where id = any($1)',
    values: [[...oldest.keys()]],
  })
  return orgs.flatMap(org => {
    const since = oldest.get(org.id)
    return since === undefined ? [] : [{ ...org, since }]
  })
}

const BATCH_BYTES_MAX = 8_000_000
// More than most events have, so that a batch is rarely loaded only to be read in part.
const EVENT_BYTES = 2_000

/** What a batch may take. */
export interface Turn {
  /** The number of events; one request may have more. */
  readonly eventsMax: number
  /** No due request arrived before. So a batch opens no older partition. */
  readonly since: Date
}

/** Loads the oldest due requests, at least one, that may hold up to a number of events. */
export async function loadDue(
  session: Session,
  orgId: number,
  now: Date,
  { eventsMax, since }: Turn,
): Promise<{ readonly requests: readonly DueRequest[]; readonly hasMore: boolean }> {
  const requests = await session.query<DueRequest & { readonly among: number }>({
    name: 'ingest-due',
    text: `select id, received_at as "receivedAt", platform, query, body, attempts, outcome, reason, items, replay_id as "replayId",
             headers ? 'parley-sample' as "isSample", among from (
             select *, count(*) over () as among, sum(octet_length(body)) over (order by id) - octet_length(body) as bytes_before from (
               select * from inbound_requests where org_id = $1 and received_at >= $5 and ${isDue('$2')}
               order by id limit $3) due) sized
           where bytes_before < $4 order by id`,
    values: [orgId, now, eventsMax, Math.min(eventsMax * EVENT_BYTES, BATCH_BYTES_MAX), since],
  })
  const among = requests[0]?.among ?? 0
  return { requests, hasMore: among > requests.length || requests.length === eventsMax }
}

export async function saveProcessed(
  session: Session,
  orgId: number,
  processed: readonly Processed[],
  now: Date,
): Promise<void> {
  await joinRanges(session)
  await session.query({
    name: 'ingest-processed',
    text: `update inbound_requests r set processed_at = case when given.outcome <> '${UNCONFIRMED}' then $2::timestamptz end, outcome = given.outcome, reason = given.reason, items = given.items,
             attempts = r.attempts + 1, not_before = null
           from ${PROCESSED.sql}
           where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at
             and ${isWithin('r.received_at', PROCESSED.next)} and ${isWithin('r.id', PROCESSED.next + 2)}`,
    values: [
      orgId,
      now,
      ...PROCESSED.values(processed),
      ...boundsOfRequests(processed.map(({ request }) => request)),
    ],
  })
  await lookUpRows(session)
}

const PROCESSED = rows<Processed>(
  {
    id: ['uuid', ({ request }) => request.id],
    received_at: ['timestamptz', ({ request }) => request.receivedAt],
    outcome: ['text', ({ outcome }) => outcome],
    reason: ['text', ({ reason }) => reason],
    items: ['jsonb', ({ items }) => JSON.stringify(items)],
  },
  { first: 3 },
)

/** A batch is a range of ids, so the planner can read it in one go. */
const boundsOfRequests = (requests: readonly DueRequest[]) => {
  const ids = requests.map(({ id }) => id).sort()
  return [...boundsOf(requests.map(({ receivedAt }) => receivedAt)), ids[0], ids.at(-1)]
}

/** Makes the requests of these events due again, unless their content was erased. */
export async function reopenRequests(
  session: Session,
  orgId: number,
  events: readonly KeyHolder[],
): Promise<void> {
  await session.query({
    name: 'ingest-reopen',
    text: `update inbound_requests r set processed_at = null, not_before = null, attempts = 0, replay_id = null
           from (select distinct * from ${REOPENED.sql}) as given
           where r.org_id = $1 and r.id = given.id and r.received_at = given.received_at
             and r.processed_at is not null and octet_length(r.body) > 0`,
    values: [orgId, ...REOPENED.values(events)],
  })
}

const REOPENED = rows<KeyHolder>({
  id: ['uuid', ({ requestId }) => requestId],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
})

/** Postpones a request after an error in Parley. */
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
