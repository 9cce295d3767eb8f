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

// A batch updates a range of calls, and the planner takes the range for one row. A nested loop would compare each call
// with each.
const USE_HASH_JOINS = {
  name: 'ingest-use-hash-joins',
  text: `select set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true)`,
}

/** Makes the statements that follow in this transaction join ranges instead of looking up each row. */
export async function joinRanges(session: Session): Promise<void> {
  await session.query(USE_HASH_JOINS)
}

/** Ends what `joinRanges` began. */
export async function lookUpRows(session: Session): Promise<void> {
  await session.query({
    name: 'ingest-use-nested-loops',
    text: `select set_config('enable_hashjoin', 'off', true), set_config('enable_nestloop', 'on', true)`,
  })
}
