import type { Transaction } from 'kysely'
import type { Database } from '../db/session.ts'
import type { Tables } from '../db/tables.ts'
import type { Org } from './catalog.ts'
import type { Catalog } from './live.ts'

/** What it takes to change what an organisation has configured. */
export interface Configuration {
  readonly db: Database
  readonly catalog: Catalog
}

/**
 * Changes what an organisation has configured, all or nothing, and tells every process. Changes of one
 * organisation wait for each other, so that work may look first and then write.
 */
export async function changeOrg<Answer>(
  { db, catalog }: Configuration,
  { id, slug }: Pick<Org, 'id' | 'slug'>,
  work: (transaction: Transaction<Tables>) => Promise<Answer>,
): Promise<Answer> {
  const answer = await db.kysely.transaction().execute(async transaction => {
    await transaction
      .updateTable('orgs')
      .set(row => ({ config_version: row('config_version', '+', 1) }))
      .where('id', '=', id)
      .execute()
    return work(transaction)
  })
  await catalog.changed(slug)
  return answer
}
