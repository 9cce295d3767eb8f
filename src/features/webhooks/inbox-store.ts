import { type Batcher, createBatcher } from '../../lib/collect/batcher.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database, Session } from '../../runtime/db/session.ts'

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

const CALLS = rows<InboundCall>({
  id: ['uuid', ({ id }) => id],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
  platform: ['text', ({ platform }) => platform],
  headers: ['jsonb', ({ headers }) => headers],
  query: ['jsonb', ({ query }) => query],
  body: ['bytea', ({ body }) => body],
})

const BATCH_MAX = 512

/** Stores calls, many in one commit. When `add` resolves, the call is on disk. */
export function openInbox(db: Database): Batcher<InboundCall, void> {
  return createBatcher(async calls => {
    await eachOrg(db, calls, appendCalls)
    return calls.map(() => undefined)
  }, BATCH_MAX)
}

/** Stores calls of one organisation. */
export async function appendCalls(
  session: Session,
  orgId: number,
  calls: readonly InboundCall[],
): Promise<void> {
  await session.query({
    name: 'inbox-append',
    text: `insert into inbound_requests (org_id, ${CALLS.columns}) select $1, * from ${CALLS.sql}`,
    values: [orgId, ...CALLS.values(calls)],
  })
}
