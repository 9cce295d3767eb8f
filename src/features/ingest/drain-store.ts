import type { Session } from '../../runtime/db/session.ts'
import { setLocal } from '../../runtime/db/settings.ts'

// Every statement of a batch looks up some hundred keys in indexes. Without statistics (the embedded engine never
// gathers any, a server does so minutes late) the planner assumes that an organisation is small and reads all its
// rows, or keeps a plan from when a partition was empty. Starting helpers for one of them takes longer than the look-ups.
const USE_INDEXES = {
  ...{ plan_cache_mode: 'force_custom_plan', enable_hashjoin: 'off', enable_mergejoin: 'off' },
  ...{ enable_seqscan: 'off', max_parallel_workers_per_gather: '0' },
}

/**
 * Makes the statements of this transaction use indexes.
 * @returns the version of the organisation's configuration; undefined if the organisation is gone
 */
export async function beginBatch(session: Session, orgId: number): Promise<number | undefined> {
  await setLocal(session, USE_INDEXES)
  const [row] = await session.query<{ version: number }>({
    name: 'ingest-config-version',
    text: 'select config_version as version from orgs where id = $1',
    values: [orgId],
  })
  return row?.version
}

// A batch updates a range of calls, and the planner takes the range for one row. A nested loop would compare each call
// with each.
const USE_HASH_JOINS = { enable_hashjoin: 'on', enable_nestloop: 'off' }

/** Makes the statements that follow in this transaction join ranges instead of looking up each row. */
export async function joinRanges(session: Session): Promise<void> {
  await setLocal(session, USE_HASH_JOINS)
}

/** Ends what `joinRanges` began. */
export async function lookUpRows(session: Session): Promise<void> {
  await setLocal(session, { enable_hashjoin: 'off', enable_nestloop: 'on' })
}
