import type { Transaction } from 'kysely'
import type { Database } from '../db/session.ts'
import type { Tables } from '../db/tables.ts'
import type { Org } from './catalog.ts'
import type { Catalog } from './live.ts'

/** The dependencies of a configuration change. */
export interface Configuration {
  readonly db: Database
  readonly catalog: Catalog
}

/**
 * Changes an organisation's configuration in one transaction, and notifies every process. Changes of one organisation
 * run one after the other, so the work may read first and then write.
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
