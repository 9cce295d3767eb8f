import { type Kysely, type Selectable, sql } from 'kysely'
import type { Tables, TemplateRow, VariantRow } from '../db/tables.ts'
import { timeOfId } from '../lib/id.ts'

/** The store, or a transaction on it. */
export type Store = Kysely<Tables>
export type StoredTemplate = Selectable<TemplateRow>
export type StoredVariant = Selectable<VariantRow>

/** What a template is, besides who it belongs to and when. */
export type TemplateContent = Pick<
  StoredTemplate,
  | 'name'
  | 'channel'
  | 'sandbox'
  | 'variables'
  | 'key_metric'
  | 'algorithm'
  | 'epsilon'
  | 'split'
  | 'attribution'
  | 'integration'
  | 'status'
>
export type VariantContent = Pick<
  StoredVariant,
  'name' | 'vars' | 'attrs' | 'themes' | 'is_control' | 'status'
>

const templateColumns = ({ split, attribution, integration, ...rest }: TemplateContent) => ({
  ...rest,
  split: JSON.stringify(split),
  attribution: JSON.stringify(attribution),
  integration: JSON.stringify(integration),
})

const variantColumns = ({ vars, attrs, ...rest }: VariantContent) => ({
  ...rest,
  vars: JSON.stringify(vars),
  attrs: JSON.stringify(attrs),
})

/** Undefined when the id is taken. */
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

export interface TemplateFilter {
  readonly status?: string
  readonly sandbox?: string
}

export function listTemplates(
  store: Store,
  orgId: number,
  { status, sandbox }: TemplateFilter,
  after: string,
  limit: number,
): Promise<StoredTemplate[]> {
  let query = store.selectFrom('templates').selectAll().where('org_id', '=', orgId).where('id', '>', after)
  if (status !== undefined) query = query.where('status', '=', status)
  if (sandbox !== undefined) query = query.where('sandbox', '=', sandbox)
  return query.orderBy('id').limit(limit).execute()
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

/** The windows that templates have which do not say otherwise. */
export async function readOrgAttribution(store: Store, orgId: number) {
  const row = await store
    .selectFrom('orgs')
    .select('attribution')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  return row.attribution
}

export const insertVariant = (
  store: Store,
  orgId: number,
  templateId: string,
  id: string,
  content: VariantContent,
  now: Date,
) =>
  store
    .insertInto('variants')
    .values({
      org_id: orgId,
      id,
      template_id: templateId,
      ...variantColumns(content),
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()

export const updateVariant = (store: Store, orgId: number, id: string, content: VariantContent, now: Date) =>
  store
    .updateTable('variants')
    .set({ ...variantColumns(content), updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export const readVariant = (store: Store, orgId: number, templateId: string, id: string) =>
  store
    .selectFrom('variants')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '=', id)
    .executeTakeFirst()

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** In the order in which they were made. */
export function listVariants(
  store: Store,
  orgId: number,
  templateId: string,
  after = '',
  limit?: number,
): Promise<StoredVariant[]> {
  const query = store
    .selectFrom('variants')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '>', after || FIRST_ID)
    .orderBy('id')
  return (limit === undefined ? query : query.limit(limit)).execute()
}

export const deleteVariant = (store: Store, orgId: number, id: string) =>
  store.deleteFrom('variants').where('org_id', '=', orgId).where('id', '=', id).execute()

const DAY_MS = 86_400_000

/**
 * Whether anybody was ever given this variant. Decisions are looked up from the variant's first moment on,
 * less a day for clocks that disagree, so that months before it are not read.
 */
export async function hasDecisions(
  store: Store,
  orgId: number,
  templateId: string,
  id: string,
): Promise<boolean> {
  const since = new Date(timeOfId(id).getTime() - DAY_MS)
  const { rows } = await sql`
    select 1 from decisions
    where org_id = ${orgId} and template_id = ${templateId} and variant_id = ${id} and decided_at >= ${since}
    limit 1`.execute(store)
  return rows.length > 0
}
