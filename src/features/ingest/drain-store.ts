import type { Session } from '../../runtime/db/session.ts'

// Every statement of a batch looks up some hundred keys in indexes. Without statistics (the embedded engine never
// gathers any, a server does so minutes late) the planner assumes that an organisation is small and reads all its
// rows, or keeps a plan from when a partition was empty.
const USE_INDEXES = {
  name: 'ingest-use-indexes',
  text: `select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true), config_version as version
         from orgs where id = $1`,
}

/**
 * Makes the statements of this transaction use indexes.
 * @returns the version of the organisation's configuration; undefined if the organisation is gone
 */
export async function beginBatch(session: Session, orgId: number): Promise<number | undefined> {
  const [row] = await session.query<{ version: number }>({ ...USE_INDEXES, values: [orgId] })
  return row?.version
}
