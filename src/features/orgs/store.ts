import type { Selectable, Transaction } from 'kysely'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { OrgAttribution, OrgRow, Retention } from '../../runtime/db/configuration-rows.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { OrgKey } from './org-key.ts'
import { isFormerSlug, moveSlug } from './slug-store.ts'

export interface OrgSettings {
  readonly name: string
  readonly timezone: string
  readonly currency: string
  readonly attribution: OrgAttribution
  readonly retention: Retention
  readonly several_feedback_webhooks: boolean
}

export type StoredOrg = Selectable<OrgRow>

/** The stored attribution of a template. Missing values come from the organisation. */
export interface TemplateWindow {
  readonly id: string
  readonly attribution: { readonly lookback_days?: number; readonly offset_days?: number }
}

/** Creates the organisation and its first sandbox. Undefined if the slug is already used. */
export async function insertOrg(
  transaction: Transaction<Tables>,
  slug: string,
  settings: OrgSettings,
  now: Date,
): Promise<StoredOrg | undefined> {
  if (await isFormerSlug(transaction, slug, null, now)) return undefined
  const row = await transaction
    .insertInto('orgs')
    .values({ slug, ...asColumns(settings), created_at: now })
    .onConflict(conflict => conflict.column('slug').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row) {
    await transaction.insertInto('org_locks').values({ org_id: row.id }).execute()
    await transaction
      .insertInto('sandboxes')
      .values({ org_id: row.id, name: 'prod', created_at: now })
      .execute()
  }
  return row
}

const asColumns = ({ attribution, retention, ...rest }: OrgSettings) => ({
  ...rest,
  attribution: JSON.stringify(attribution),
  retention: JSON.stringify(retention),
})

/** @param ids the organisations to list; undefined: all */
export function listOrgs({ kysely }: Database, after: string, limit: number, ids?: readonly number[]) {
  const all = kysely.selectFrom('orgs').selectAll().where('slug', '>', after).orderBy('slug').limit(limit)
  return (ids === undefined ? all : all.where('id', 'in', ids)).execute()
}

export const readOrg = ({ kysely }: Database, { id }: OrgKey) =>
  kysely.selectFrom('orgs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

/**
 * @param change computes the new settings from the present ones, or throws if they are not valid
 * @param slug undefined: it stays
 * @throws Problem already-exists if the slug is taken
 */
export function updateOrg(
  configuration: Configuration,
  org: OrgKey,
  change: (present: OrgSettings, templates: readonly TemplateWindow[]) => OrgSettings,
  slug: string | undefined,
  now: Date,
): Promise<StoredOrg> {
  return changeOrg(configuration, org, async transaction => {
    const present = await transaction
      .selectFrom('orgs')
      .selectAll()
      .where('id', '=', org.id)
      .executeTakeFirstOrThrow()
    const templates = await transaction
      .selectFrom('templates')
      .select(['id', 'attribution'])
      .where('org_id', '=', org.id)
      .where('status', '<>', 'archived')
      .orderBy('id')
      .execute()
    if (slug !== undefined) await moveSlug(transaction, org, slug, now)
    return transaction
      .updateTable('orgs')
      .set(asColumns(change(present, templates)))
      .where('id', '=', org.id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}
