import { type Batcher, createBatcher } from '../../lib/collect/batcher.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'

/** A verified webhook call as it arrived, but decompressed, and in UTF-8. */
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

const CALLS = rows<InboundCall>(
  {
    org_id: ['int', ({ orgId }) => orgId],
    id: ['uuid', ({ id }) => id],
    received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
    platform: ['text', ({ platform }) => platform],
    headers: ['jsonb', ({ headers }) => headers],
    query: ['jsonb', ({ query }) => query],
    body: ['bytea', ({ body }) => body],
  },
  { first: 1 },
)

const BATCH_MAX = 512

/** Stores calls, many in one commit. When `add` resolves, the call is on disk. */
export function openInbox(db: Session): Batcher<InboundCall, void> {
  return createBatcher(async calls => {
    await db.query({
      name: 'inbox-append',
      text: `insert into inbound_requests (${CALLS.columns}) select * from ${CALLS.sql}`,
      values: CALLS.values(calls),
    })
    return calls.map(() => undefined)
  }, BATCH_MAX)
}
