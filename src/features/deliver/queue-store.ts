import { type Batcher, createBatcher } from '../../lib/collect/batcher.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import { eachOrg } from '../../runtime/db/by-org/each-org.ts'
import { rows } from '../../runtime/db/rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Channel, Recipient } from './transport.ts'

/** A message for the queue. */
export interface Delivery extends Recipient {
  readonly id: string
  readonly orgId: number
  readonly requestId: string
  readonly createdAt: Date
  readonly templateId: string
  readonly transport: TransportSlug
  readonly channel: Channel
  readonly decisionId: string
  readonly copyId: string
  readonly vars: Readonly<Record<string, string>>
}

/**
 * Stores messages, many in one commit. When `add` resolves, the message is on disk. An existing request id stays
 * unchanged.
 */
export type DeliveryQueue = Batcher<Delivery, void>

const BATCH_MAX = 512

export const hashOfRequest = (requestId: string): string => sha256Hex(requestId)

export const openDeliveryQueue = (db: Database): DeliveryQueue =>
  createBatcher(async deliveries => {
    await append(db, deliveries)
    return deliveries.map(() => undefined)
  }, BATCH_MAX)

const DELIVERIES = rows<Delivery>({
  request_hash: ['text', ({ requestId }) => hashOfRequest(requestId)],
  request_id: ['text', ({ requestId }) => requestId],
  id: ['uuid', ({ id }) => id],
  created_at: ['timestamptz', ({ createdAt }) => createdAt],
  template_id: ['text', ({ templateId }) => templateId],
  transport: ['text', ({ transport }) => transport],
  channel: ['text', ({ channel }) => channel],
  decision_id: ['uuid', ({ decisionId }) => decisionId],
  variant_id: ['uuid', ({ copyId }) => copyId],
  user_id: ['text', ({ userId }) => userId],
  email: ['text', ({ email }) => email],
  phone: ['text', ({ phone }) => phone],
  vars: ['jsonb', ({ vars }) => JSON.stringify(vars)],
})

async function append(db: Database, deliveries: readonly Delivery[]): Promise<void> {
  await eachOrg(db, deliveries, (session, orgId, own) =>
    session.query({
      name: 'deliver-append',
      text: `with stored as (
             insert into deliveries (org_id, ${DELIVERIES.columns}, state, due_at)
             select $1, given.*, 'queued', created_at from ${DELIVERIES.sql} order by request_hash
             on conflict (org_id, request_hash) do nothing
             returning transport)
           insert into delivery_lanes (org_id, transport, free_at) select distinct $1::int, transport, '-infinity'::timestamptz from stored
           order by transport on conflict do nothing`,
      values: [orgId, ...DELIVERIES.values(own)],
    }),
  )
}
