import type { Transaction } from 'kysely'
import { isId } from '../../../lib/id.ts'
import type { Database } from '../../../runtime/db/session.ts'
import type { Tables } from '../../../runtime/db/tables.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import type { StoredSource } from './source.ts'

export type Store = Pick<Transaction<Tables>, 'selectFrom'>

const COLUMNS = [
  ...['org_id', 'id', 'name', 'connection', 'reading', 'schedule', 'is_paused', 'next_run_at'],
  ...['created_at', 'updated_at'],
] as const

// What a command imports has no settings, and is no source of the API.
export const OF_COMMANDS = 'files'

export const select = (store: Store) =>
  store
    .selectFrom('warehouse_sources')
    .select([...COLUMNS] as (typeof COLUMNS)[number][])
    .where('kind', '<>', OF_COMMANDS)
    // The code that stores these columns is the only one.
    .$castTo<StoredSource>()

/** By name. */
export const listSources = ({ kysely }: Database, orgId: number): Promise<readonly StoredSource[]> =>
  select(kysely).where('org_id', '=', orgId).orderBy('name').execute()

/** @throws Problem not-found */
export async function findSource(store: Store, orgId: number, id: string): Promise<StoredSource> {
  const found = isId(id)
    ? await select(store).where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst()
    : undefined
  if (found) return found
  throw new Problem(
    'not-found',
    `There is no source "${id}" in this organisation. List them to see their ids.`,
  )
}

export const findSourceByName = (
  { kysely }: Database,
  orgId: number,
  name: string,
): Promise<StoredSource | undefined> =>
  select(kysely).where('org_id', '=', orgId).where('name', '=', name).executeTakeFirst()
