import { type Batcher, createBatcher } from '../../lib/batcher.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Database } from '../../runtime/db/session.ts'

/** A verified webhook call, exactly as it arrived. */
export interface InboundCall {
  readonly id: string
  readonly orgId: number
  readonly platform: string
  readonly receivedAt: Date
  /** JSON text: header names to values, credentials left out. */
  readonly headers: string
  /** JSON text: query parameters to values. */
  readonly query: string
  readonly body: Uint8Array
}

const BATCH_MAX = 512

/** Stores calls, many in one commit. What `add` has answered is on disk. */
export function openInbox(db: Database): Batcher<InboundCall, void> {
  return createBatcher(async calls => {
    await db.query({
      name: 'inbox-append',
      text: `insert into inbound_requests (org_id, id, received_at, platform, headers, query, body)
             select * from unnest($1::int[], $2::uuid[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::jsonb[], $7::bytea[])`,
      values: [
        arrayLiteral(calls.map(call => call.orgId)),
        arrayLiteral(calls.map(call => call.id)),
        arrayLiteral(calls.map(call => call.receivedAt.toISOString())),
        arrayLiteral(calls.map(call => call.platform)),
        arrayLiteral(calls.map(call => call.headers)),
        arrayLiteral(calls.map(call => call.query)),
        calls.map(call => call.body),
      ],
    })
    return calls.map(() => undefined)
  }, BATCH_MAX)
}
