import type { Kysely, Selectable } from 'kysely'
import { type CustomKey, customKey } from '../../core/measure/custom-metric.ts'
import type { TemplateRow } from '../../runtime/db/table-rows/configuration-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'

/** The store, or a transaction of it. */
export type Store = Kysely<Tables>
export type StoredTemplate = Selectable<TemplateRow>

/** The content of a template, without its organisation and its dates. */
export type TemplateContent = Pick<
  StoredTemplate,
  | 'name'
  | 'channel'
  | 'sandbox'
  | 'variables'
  | 'key_metric'
  | 'algorithm'
  | 'epsilon'
  | 'learning'
  | 'split'
  | 'attribution'
  | 'integration'
  | 'status'
>

const templateColumns = ({ learning, split, attribution, integration, ...rest }: TemplateContent) => ({
  ...rest,
  learning: JSON.stringify(learning),
  split: JSON.stringify(split),
  attribution: JSON.stringify(attribution),
  integration: JSON.stringify(integration),
})

/** Undefined if the id is already used. */
export const insertTemplate = (
  store: Store,
  orgId: number,
  id: string,
  content: TemplateContent,
  now: Date,
) =>
  store
    .insertInto('templates')
    .values({ org_id: orgId, id, ...templateColumns(content), created_at: now, updated_at: now })
    .onConflict(conflict => conflict.columns(['org_id', 'id']).doNothing())
    .returningAll()
    .executeTakeFirst()

export const updateTemplate = (
  store: Store,
  orgId: number,
  id: string,
  content: TemplateContent,
  now: Date,
) =>
  store
    .updateTable('templates')
    .set({ ...templateColumns(content), updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export const readTemplate = (store: Store, orgId: number, id: string) =>
  store
    .selectFrom('templates')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst()

/** All templates of an organisation or one of its sandboxes, by id. */
export function listTemplates(
  store: Store,
  orgId: number,
  sandbox: string | undefined,
): Promise<StoredTemplate[]> {
  const all = store.selectFrom('templates').selectAll().where('org_id', '=', orgId)
  return (sandbox === undefined ? all : all.where('sandbox', '=', sandbox)).orderBy('id').execute()
}

export const hasSandbox = async (store: Store, orgId: number, name: string): Promise<boolean> => {
  const found = await store
    .selectFrom('sandboxes')
    .select('name')
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .executeTakeFirst()
  return found !== undefined
}

/** The organisation's custom metrics that are not archived. */
export async function readMetrics(
  store: Store,
  orgId: number,
): Promise<readonly { readonly key: CustomKey; readonly kind: string }[]> {
  const rows = await store
    .selectFrom('custom_metrics')
    .select(['id', 'kind'])
    .where('org_id', '=', orgId)
    .where('archived', '=', false)
    .orderBy('id')
    .execute()
  return rows.map(({ id, kind }) => ({ key: customKey(id), kind }))
}

/** The windows of templates that use the organisation's default. */
export async function readOrgAttribution(store: Store, orgId: number) {
  const row = await store
    .selectFrom('orgs')
    .select('attribution')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  return row.attribution
}
