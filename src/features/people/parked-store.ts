import type { Session } from '../../runtime/db/session.ts'
import { itemsWith } from './items-sql.ts'

/** An erasure that a platform asked for, and that waits for a person, or was decided. */
export interface ParkedRow {
  readonly id: string
  readonly platform: string
  readonly requestId: string
  readonly receivedAt: Date
  /** The user id or the address; null after the decision. */
  readonly user: string | null
  readonly addresses: number
  readonly ids: number
  readonly decisions: number
  readonly events: number
  readonly decidedAt: Date | null
  readonly decision: 'erased' | 'dismissed' | null
}

const COLUMNS = `id, platform, request_id as "requestId", received_at as "receivedAt", user_key as "user", addresses, ids, decisions, events,
  decided_at as "decidedAt", decision`

/** Stores an erasure. One that waits for the same person already stays as it is. */
export async function park(
  session: Session,
  orgId: number,
  row: Omit<ParkedRow, 'decidedAt' | 'decision'>,
): Promise<void> {
  await session.query({
    text: `insert into parked_erasures (org_id, id, platform, request_id, received_at, user_key, addresses, ids, decisions, events)
           select $1::int, $2::uuid, $3::text, $4::uuid, $5::timestamptz, $6::text, $7::int, $8::int, $9::int, $10::int
           where not exists (select from parked_erasures where org_id = $1 and user_key = $6 and decision is null)`,
    values: [
      ...[orgId, row.id, row.platform, row.requestId, row.receivedAt, row.user],
      ...[row.addresses, row.ids, row.decisions, row.events],
    ],
  })
}

const LISTED_MAX = 200

/** Waiting erasures first, then the latest. */
export function loadParked(session: Session, orgId: number): Promise<readonly ParkedRow[]> {
  return session.query({
    text: `select ${COLUMNS} from parked_erasures where org_id = $1 order by decision is not null, id desc limit ${LISTED_MAX}`,
    values: [orgId],
  })
}

export async function findParked(
  session: Session,
  orgId: number,
  id: string,
): Promise<ParkedRow | undefined> {
  const [row] = await session.query<ParkedRow>({
    text: `select ${COLUMNS} from parked_erasures where org_id = $1 and id = $2 for update`,
    values: [orgId, id],
  })
  return row
}

/** Notes the decision about an erasure, and forgets the name. */
export async function decide(
  session: Session,
  orgId: number,
  id: string,
  decision: 'erased' | 'dismissed',
  now: Date,
): Promise<void> {
  await session.query({
    text: `update parked_erasures set decision = $3, decided_at = $4, user_key = null where org_id = $1 and id = $2`,
    values: [orgId, id, decision, now],
  })
}

/** Notes that waiting erasures are done, because somebody has erased a person with these names. */
export async function decideErased(
  session: Session,
  orgId: number,
  names: readonly string[],
  now: Date,
): Promise<void> {
  await session.query({
    text: `update parked_erasures set decision = 'erased', decided_at = $3, user_key = null
           where org_id = $1 and user_key = any($2) and decision is null`,
    values: [orgId, names, now],
  })
}

/** Writes what became of the requests of a call to erase somebody, into its events and into the log. */
export async function tellRequest(
  session: Session,
  orgId: number,
  { requestId, receivedAt }: Pick<ParkedRow, 'requestId' | 'receivedAt'>,
  user: string | null,
  reason: string,
): Promise<void> {
  const told = await session.query<{ id: string }>({
    text: `update events set reason = $5 where org_id = $1 and request_id = $2 and received_at = $3
             and type = 'user_deletion' and user_key is not distinct from $4 returning id`,
    values: [orgId, requestId, receivedAt, user, reason],
  })
  await session.query({
    text: `update inbound_requests set reason = case when jsonb_array_length(items) = 1 then $4 else reason end,
             items = ${itemsWith(`case when item->>'event_id' = any($5::text[]) then item || $6::jsonb else item end`)}
           where org_id = $1 and id = $2 and received_at = $3 and jsonb_array_length(items) > 0`,
    values: [
      ...[orgId, requestId, receivedAt, reason],
      ...[told.map(({ id }) => id), JSON.stringify({ reason })],
    ],
  })
}
