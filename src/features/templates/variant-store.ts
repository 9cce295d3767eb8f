import { type Selectable, sql, type Transaction } from 'kysely'
import { DAY_MS } from '../../lib/duration.ts'
import { timeOfId } from '../../lib/id.ts'
import type { VariantRow } from '../../runtime/db/configuration-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import type { Store } from './store.ts'

export interface StoredVariant extends Selectable<VariantRow> {
  /** The variant whose place it has taken. */
  readonly replaces: string | null
}

/** The content of a variant, without its template and its dates. */
export type VariantContent = Pick<
  StoredVariant,
  'name' | 'vars' | 'attrs' | 'themes' | 'is_control' | 'status'
>

const replacesIn = (orgId: number) =>
  sql<string | null>`(
    select former.id from variants former where former.org_id = ${orgId} and former.replaced_by = variants.id
  )`.as('replaces')

const variantColumns = ({ vars, attrs, ...rest }: VariantContent) => ({
  ...rest,
  vars: JSON.stringify(vars),
  attrs: JSON.stringify(attrs),
})

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
    // A new variant takes a place later: see `markReplaced`.
    .returning(sql<string | null>`null::uuid`.as('replaces'))
    .executeTakeFirstOrThrow()

export const updateVariant = (store: Store, orgId: number, id: string, content: VariantContent, now: Date) =>
  store
    .updateTable('variants')
    .set({ ...variantColumns(content), updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .returning(replacesIn(orgId))
    .executeTakeFirstOrThrow()

export const updateStatus = (
  store: Store,
  { org_id, id }: Pick<StoredVariant, 'org_id' | 'id'>,
  status: string,
  now: Date,
) =>
  store
    .updateTable('variants')
    .set({ status, updated_at: now })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .returningAll()
    .returning(replacesIn(org_id))
    .executeTakeFirstOrThrow()

/** Records that an archived variant was replaced. */
export const markReplaced = (store: Store, { org_id, id }: StoredVariant, by: string) =>
  store
    .updateTable('variants')
    .set({ replaced_by: by })
    .where('org_id', '=', org_id)
    .where('id', '=', id)
    .execute()

export const readVariant = (store: Store, orgId: number, templateId: string, id: string) =>
  store
    .selectFrom('variants')
    .selectAll()
    .select(replacesIn(orgId))
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '=', id)
    .executeTakeFirst()

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/** In the order of their creation. */
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
    .select(replacesIn(orgId))
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '>', after || FIRST_ID)
    .orderBy('id')
  return (limit === undefined ? query : query.limit(limit)).execute()
}

/** Deletes a variant. One that it has replaced is replaced no more. */
export async function deleteVariant(
  transaction: Transaction<Tables>,
  orgId: number,
  id: string,
): Promise<void> {
  const ofOrg = transaction.updateTable('variants').where('org_id', '=', orgId)
  await ofOrg.where('replaced_by', '=', id).set({ replaced_by: null }).execute()
  await transaction.deleteFrom('variants').where('org_id', '=', orgId).where('id', '=', id).execute()
}

/** How many messages had this variant in the experiment. If there are any, its figures belong to its text. */
export async function countMessages(
  store: Store,
  { org_id, template_id, id }: Pick<StoredVariant, 'org_id' | 'template_id' | 'id'>,
): Promise<number> {
  const { rows } = await sql<{ messages: number }>`
    select coalesce(sum(decisions), 0)::float8 as messages from variant_counts
    where org_id = ${org_id} and template_id = ${template_id} and variant_id = ${id}
      and arm in ('control', 'treatment')`.execute(store)
  return rows[0]?.messages ?? 0
}

/**
 * Whether anybody ever got this variant. Decisions are searched from the variant's creation on, minus a day for clock
 * differences, so that earlier months are not read.
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
