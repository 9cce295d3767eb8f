import type { Transaction } from 'kysely'
import type { Catalog } from '../../../runtime/catalog/live.ts'
import { lockOrg } from '../../../runtime/db/by-org/org-lock.ts'
import type { Session } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import type { JobKind } from '../../../runtime/jobs/job.ts'
import type { Jobs } from '../../../runtime/jobs/runner.ts'
import { loadDecisions } from '../decision-store.ts'
import { recount } from './recount.ts'

const KIND = 'metric-count'
const AT_ONCE = 500

interface Place {
  /** The decision of the last message that was counted. Ids are in order of time. */
  readonly after: string
}

/**
 * Starts to count a new weighted metric for the messages that there are. Its parts are known of each.
 * @param transaction the one that creates the metric
 * @throws Problem too-many-requests
 */
export async function startCounting(
  jobs: Jobs,
  transaction: Transaction<Tables>,
  orgId: number,
  { metric, by }: { readonly metric: string; readonly by: string | null },
): Promise<void> {
  const { version } = await transaction
    .selectFrom('orgs')
    .select('config_version as version')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  await jobs.start({ orgId, kind: KIND, input: { metric, version }, total: 0, by }, transaction)
}

interface Counting {
  readonly metric: string
  /** Of the first configuration with the metric. */
  readonly version: number
}

export const metricCountJob = ({ findById }: Catalog): JobKind<Counting, Place> => ({
  kind: KIND,
  async prepare({ orgId, input, cursor }) {
    const org = await findById(orgId, input.version)
    return async session => {
      await lockOrg(session, orgId)
      const ids = org === undefined ? [] : await nextMessages(session, orgId, cursor)
      if (org !== undefined) await recount(session, org, await loadDecisions(session, orgId, ids))
      const last = ids.at(-1)
      const isEnd = last === undefined || ids.length < AT_ONCE
      return {
        done: ids.length,
        changed: ids.length,
        cursor: last === undefined ? null : { after: last },
        isEnd,
      }
    }
  },
})

async function nextMessages(
  session: Session,
  orgId: number,
  cursor: Place | null,
): Promise<readonly string[]> {
  const found = await session.query<{ id: string }>({
    name: 'messages-to-count',
    text: `select decision_id as id from messages where org_id = $1 and ($2::uuid is null or decision_id > $2)
           order by decision_id limit ${AT_ONCE}`,
    values: [orgId, cursor?.after ?? null],
  })
  return found.map(({ id }) => id)
}
