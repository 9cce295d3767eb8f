import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { OrgKey } from './org-key.ts'

/** Undefined if the name is already used. */
export const insertSandbox = (configuration: Configuration, org: OrgKey, name: string, now: Date) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .insertInto('sandboxes')
      .values({ org_id: org.id, name, created_at: now })
      .onConflict(conflict => conflict.columns(['org_id', 'name']).doNothing())
      .returningAll()
      .executeTakeFirst(),
  )

const sandboxesOf = ({ kysely }: Pick<Database, 'kysely'>, org: OrgKey) =>
  kysely.selectFrom('sandboxes').selectAll().where('org_id', '=', org.id)

export const listSandboxes = (db: Database, org: OrgKey, after: string, limit: number) =>
  sandboxesOf(db, org).where('name', '>', after).orderBy('name').limit(limit).execute()

export const readSandbox = (db: Database, org: OrgKey, name: string) =>
  sandboxesOf(db, org).where('name', '=', name).executeTakeFirst()

/** What belongs to a sandbox: ids of templates, names of feedback webhooks; the first of each, by name. */
export interface SandboxContents {
  readonly templates: readonly string[]
  readonly webhooks: readonly string[]
}

const NAMED_MAX = 5

export async function readContents(
  { kysely }: Pick<Database, 'kysely'>,
  org: OrgKey,
  name: string,
): Promise<SandboxContents> {
  const templates = await kysely
    .selectFrom('templates')
    .select('id')
    .where('org_id', '=', org.id)
    .where('sandbox', '=', name)
    .orderBy('id')
    .limit(NAMED_MAX)
    .execute()
  const webhooks = await kysely
    .selectFrom('feedback_webhooks')
    .select('name')
    .where('org_id', '=', org.id)
    .where('sandbox', '=', name)
    .orderBy('name')
    .limit(NAMED_MAX)
    .execute()
  return { templates: templates.map(({ id }) => id), webhooks: webhooks.map(each => each.name) }
}

/** Renames a sandbox with all that belongs to it. `taken` if the new name exists, `missing` if the old one does not. */
export const renameSandbox = (
  configuration: Configuration,
  org: OrgKey,
  from: string,
  to: string,
): Promise<'renamed' | 'taken' | 'missing'> =>
  changeOrg(configuration, org, async transaction => {
    const old = await transaction
      .selectFrom('sandboxes')
      .selectAll()
      .where('org_id', '=', org.id)
      .where('name', '=', from)
      .executeTakeFirst()
    if (!old) return 'missing'
    if (from === to) return 'renamed'
    const made = await transaction
      .insertInto('sandboxes')
      .values({ ...old, name: to })
      .onConflict(conflict => conflict.columns(['org_id', 'name']).doNothing())
      .returning('name')
      .executeTakeFirst()
    if (!made) return 'taken'
    for (const table of ['templates', 'feedback_webhooks'] as const)
      await transaction
        .updateTable(table)
        .set({ sandbox: to })
        .where('org_id', '=', org.id)
        .where('sandbox', '=', from)
        .execute()
    await transaction.deleteFrom('sandboxes').where('org_id', '=', org.id).where('name', '=', from).execute()
    return 'renamed'
  })

/**
 * Deletes a sandbox that nothing belongs to.
 * @returns what still belongs to it, or undefined if the sandbox does not exist
 */
export const deleteSandbox = (
  configuration: Configuration,
  org: OrgKey,
  name: string,
): Promise<SandboxContents | undefined> =>
  changeOrg(configuration, org, async transaction => {
    const contents = await readContents({ kysely: transaction }, org, name)
    if (contents.templates.length + contents.webhooks.length > 0) return contents
    const gone = await transaction
      .deleteFrom('sandboxes')
      .where('org_id', '=', org.id)
      .where('name', '=', name)
      .executeTakeFirst()
    return gone.numDeletedRows > 0n ? contents : undefined
  })
