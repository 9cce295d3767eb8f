import type { Session } from '../../runtime/db/session.ts'
import type { RequestItem } from '../../runtime/db/table-rows/inbound-rows.ts'
import { UNCONFIRMED } from './inbox-store.ts'

/** A handshake that Parley has not confirmed to the vendor yet. */
export interface DueHandshake {
  readonly orgId: number
  readonly id: string
  readonly receivedAt: Date
  readonly platform: string
  readonly body: Buffer
  readonly outcome: string
  readonly items: readonly RequestItem[]
  /** How often the request was read or the vendor was called. */
  readonly attempts: number
}

const IS_DUE = `processed_at is null and outcome = '${UNCONFIRMED}' and (not_before is null or not_before <= $1)`

/** Leases handshakes that are due until `leasedUntil`. If the process dies, another takes them after that moment. */
export async function leaseHandshakes(
  session: Session,
  now: Date,
  leasedUntil: Date,
  countMax: number,
): Promise<readonly DueHandshake[]> {
  const due = await session.query<Pick<DueHandshake, 'orgId' | 'id' | 'receivedAt'>>({
    name: 'ingest-due-handshakes',
    text: `select org_id as "orgId", id, received_at as "receivedAt" from inbound_requests where ${IS_DUE}
           order by not_before nulls first limit $2`,
    values: [now, countMax],
  })
  const leased: DueHandshake[] = []
  // Another process may have leased some meanwhile.
  for (const { orgId, id, receivedAt } of due)
    leased.push(
      ...(await session.query<DueHandshake>({
        name: 'ingest-lease-handshake',
        text: `update inbound_requests set not_before = $2 where org_id = $3 and id = $4 and received_at = $5 and ${IS_DUE}
               returning org_id as "orgId", id, received_at as "receivedAt", platform, body, attempts, outcome, items`,
        values: [now, leasedUntil, orgId, id, receivedAt],
      })),
    )
  return leased
}

export interface HandshakeState {
  readonly outcome: string
  readonly reason: string | null
  readonly fix: string | null
  readonly attempts: number
  /** When to try again; null when no further try is needed. */
  readonly notBefore: Date | null
}

/** Writes the result of the confirmation to the request and to its only item. */
export async function saveHandshake(
  session: Session,
  { orgId, id, receivedAt }: DueHandshake,
  { outcome, reason, fix, attempts, notBefore }: HandshakeState,
  now: Date,
): Promise<void> {
  await session.query({
    name: 'ingest-save-handshake',
    text: `update inbound_requests set outcome = $4, reason = $5, attempts = $7, not_before = $8,
             items = jsonb_set(items, '{0}', (items->0) - 'reason' - 'fix' || $6::jsonb),
             processed_at = case when $8::timestamptz is null then $9::timestamptz end
           where org_id = $1 and id = $2 and received_at = $3`,
    values: [
      ...[orgId, id, receivedAt, outcome, reason],
      JSON.stringify({ outcome, ...(reason !== null && { reason }), ...(fix !== null && { fix }) }),
      ...[attempts, notBefore, now],
    ],
  })
}
