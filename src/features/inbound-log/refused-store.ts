import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Bound } from './bounds.ts'
import type { RequestFilter, SummaryRow } from './store.ts'

/** A refused call as a row of the log, and what is known of its sender. */
export interface RefusedRow extends SummaryRow {
  readonly header_names: readonly string[]
  readonly address_prefix: string
}

/** Refused calls that match a filter, newest first. The last of each platform are kept. */
export async function loadRefused(
  { kysely }: Database,
  orgId: number,
  { platform, reason }: RequestFilter,
  bounds: readonly Bound[],
  limit: number,
): Promise<readonly SummaryRow[]> {
  const rows = await kysely
    .selectFrom('refused_calls')
    .selectAll()
    .where('org_id', '=', orgId)
    .where(eb => eb.and(bounds.map(bound => eb(...bound))))
    .$if(platform !== undefined, select => select.where('platform', '=', storableText(platform ?? '')))
    .$if(reason !== undefined, select => select.where('reason', '=', storableText(reason ?? '')))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(asRow)
}

export async function loadRefusedCall(
  { kysely }: Database,
  orgId: number,
  id: string,
): Promise<RefusedRow | undefined> {
  const row = await kysely
    .selectFrom('refused_calls')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && asRow(row)
}

interface Stored {
  readonly id: string
  readonly platform: string
  readonly received_at: Date
  readonly reason: string
  readonly header_names: readonly string[]
  readonly size_bytes: number
  readonly address_prefix: string
}

const asRow = ({ id, platform, received_at, reason, size_bytes, ...known }: Stored): RefusedRow => ({
  ...{ id, platform, received_at, reason, size_bytes },
  processed_at: received_at,
  outcome: 'refused',
  attempts: 0,
  items: null,
  is_sample: false,
  header_names: known.header_names,
  address_prefix: known.address_prefix,
})
