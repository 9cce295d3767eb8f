import { rows } from '../../runtime/db/rows.ts'
import type { Session } from '../../runtime/db/session.ts'
import type { RefusedCall } from './refusals.ts'

const CALLS = rows<RefusedCall>({
  id: ['uuid', ({ id }) => id],
  platform: ['text', ({ platform }) => platform],
  received_at: ['timestamptz', ({ receivedAt }) => receivedAt],
  reason: ['text', ({ reason }) => reason],
  header_names: ['jsonb', ({ headerNames }) => JSON.stringify(headerNames)],
  size_bytes: ['int', ({ sizeBytes }) => sizeBytes],
  address_prefix: ['text', ({ addressPrefix }) => addressPrefix],
})

const KEPT_OF_PLATFORM = 200

/**
 * Stores refused calls of one organisation and keeps the last of each platform. The latest call of every network is
 * kept first, then the second latest, and so on: a flood from one network displaces only its own calls.
 */
export async function saveRefused(
  session: Session,
  orgId: number,
  calls: readonly RefusedCall[],
): Promise<void> {
  if (calls.length === 0) return
  await session.query({
    name: 'refused-append',
    text: `insert into refused_calls (org_id, ${CALLS.columns}) select $1, * from ${CALLS.sql}`,
    values: [orgId, ...CALLS.values(calls)],
  })
  for (const platform of new Set(calls.map(call => call.platform)))
    await session.query({
      name: 'refused-trim',
      text: `delete from refused_calls where org_id = $1 and platform = $2 and id not in (
               select id from (
                 select id, row_number() over (partition by address_prefix order by id desc) as place
                 from refused_calls where org_id = $1 and platform = $2) ranked
               order by place, id desc limit ${KEPT_OF_PLATFORM})`,
      values: [orgId, platform],
    })
}
