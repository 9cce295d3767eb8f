import { sql } from 'kysely';
import { timeOfId } from '../lib/id.js';
const variantColumns = ({ vars, attrs, ...rest }) => ({
    ...rest,
    vars: JSON.stringify(vars),
    attrs: JSON.stringify(attrs),
});
export const insertVariant = (store, orgId, templateId, id, content, now) => store
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
    .executeTakeFirstOrThrow();
export const updateVariant = (store, orgId, id, content, now) => store
    .updateTable('variants')
    .set({ ...variantColumns(content), updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
export const readVariant = (store, orgId, templateId, id) => store
    .selectFrom('variants')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '=', id)
    .executeTakeFirst();
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** In the order in which they were made. */
export function listVariants(store, orgId, templateId, after = '', limit) {
    const query = store
        .selectFrom('variants')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('template_id', '=', templateId)
        .where('id', '>', after || FIRST_ID)
        .orderBy('id');
    return (limit === undefined ? query : query.limit(limit)).execute();
}
export const deleteVariant = (store, orgId, id) => store.deleteFrom('variants').where('org_id', '=', orgId).where('id', '=', id).execute();
const DAY_MS = 86_400_000;
/**
 * Whether anybody was ever given this variant. Decisions are looked up from the variant's first moment on,
 * less a day for clocks that disagree, so that months before it are not read.
 */
export async function hasDecisions(store, orgId, templateId, id) {
    const since = new Date(timeOfId(id).getTime() - DAY_MS);
    const { rows } = await sql `
    select 1 from decisions
    where org_id = ${orgId} and template_id = ${templateId} and variant_id = ${id} and decided_at >= ${since}
    limit 1`.execute(store);
    return rows.length > 0;
}
