import { timeOfId } from '../../lib/id.ts'
import { storableText } from '../../lib/json.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { EventNameRow } from '../../runtime/db/table-rows/inbound-rows.ts'

const NAMES_MAX = 10_000
const SAMPLE_BYTES_MAX = 65_536

/** The event names of an organisation, of one platform if it is given. The latest come first. */
export function loadNames(
  { kysely }: Database,
  orgId: number,
  platform: string | undefined,
): Promise<readonly EventNameRow[]> {
  return kysely
    .selectFrom('event_names')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('count', '>', 0)
    .$if(platform !== undefined, select => select.where('platform', '=', storableText(platform ?? '')))
    .orderBy('last_seen', 'desc')
    .limit(NAMES_MAX)
    .execute()
}

/** The bodies of calls, by id. Large bodies are left out. */
export async function loadSamples(
  { kysely }: Database,
  orgId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (ids.length === 0) return new Map()
  const rows = await kysely
    .selectFrom('inbound_requests')
    .select(['id', 'body'])
    .where('org_id', '=', orgId)
    .where('id', 'in', [...new Set(ids)])
    .where('received_at', 'in', ids.map(timeOfId))
    .where(eb => eb(eb.fn<number>('octet_length', ['body']), '<=', SAMPLE_BYTES_MAX))
    .execute()
  return new Map(rows.map(({ id, body }) => [id, body]))
}
