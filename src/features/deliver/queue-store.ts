import { type Batcher, createBatcher } from '../../lib/batcher.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { TransportSlug } from '../../runtime/catalog/transports.ts'
import { arrayLiteral } from '../../runtime/db/array-literal.ts'
import type { Database, Session } from '../../runtime/db/session.ts'
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

async function append(session: Session, deliveries: readonly Delivery[]): Promise<void> {
  const column = (read: (delivery: Delivery) => string | number | null) => arrayLiteral(deliveries.map(read))
  await session.query({
    name: 'deliver-append',
    text: `with given as (
             select * from unnest($1::int[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
               $9::uuid[], $10::uuid[], $11::text[], $12::text[], $13::text[], $14::jsonb[])
               as given (org_id, request_hash, request_id, id, created_at, template_id, transport, channel,
                 decision_id, variant_id, user_id, email, phone, vars)
           ), stored as (
             insert into deliveries (org_id, request_hash, request_id, id, created_at, template_id, transport, channel,
               decision_id, variant_id, user_id, email, phone, vars, state, due_at)
             select given.*, 'queued', created_at from given order by org_id, request_hash
             on conflict (org_id, request_hash) do nothing
             returning org_id, transport)
           insert into delivery_lanes (org_id, transport, free_at) select distinct org_id, transport, '-infinity'::timestamptz from stored
           order by org_id, transport on conflict do nothing`,
    values: [
      column(({ orgId }) => orgId),
      column(({ requestId }) => hashOfRequest(requestId)),
      column(({ requestId }) => requestId),
      column(({ id }) => id),
      column(({ createdAt }) => createdAt.toISOString()),
      column(({ templateId }) => templateId),
      column(({ transport }) => transport),
      column(({ channel }) => channel),
      column(({ decisionId }) => decisionId),
      column(({ copyId }) => copyId),
      column(({ userId }) => userId),
      column(({ email }) => email),
      column(({ phone }) => phone),
      column(({ vars }) => JSON.stringify(vars)),
    ],
  })
}
