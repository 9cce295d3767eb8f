const templateColumns = ({ split, attribution, integration, ...rest }) => ({
    ...rest,
    split: JSON.stringify(split),
    attribution: JSON.stringify(attribution),
    integration: JSON.stringify(integration),
});
/** Undefined when the id is taken. */
export const insertTemplate = (store, orgId, id, content, now) => store
    .insertInto('templates')
    .values({ org_id: orgId, id, ...templateColumns(content), created_at: now, updated_at: now })
    .onConflict(conflict => conflict.columns(['org_id', 'id']).doNothing())
    .returningAll()
    .executeTakeFirst();
export const updateTemplate = (store, orgId, id, content, now) => store
    .updateTable('templates')
    .set({ ...templateColumns(content), updated_at: now })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
export const readTemplate = (store, orgId, id) => store
    .selectFrom('templates')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
export function listTemplates(store, orgId, { status, sandbox }, after, limit) {
    let query = store.selectFrom('templates').selectAll().where('org_id', '=', orgId).where('id', '>', after);
    if (status !== undefined)
        query = query.where('status', '=', status);
    if (sandbox !== undefined)
        query = query.where('sandbox', '=', sandbox);
    return query.orderBy('id').limit(limit).execute();
}
export const hasSandbox = async (store, orgId, name) => {
    const found = await store
        .selectFrom('sandboxes')
        .select('name')
        .where('org_id', '=', orgId)
        .where('name', '=', name)
        .executeTakeFirst();
    return found !== undefined;
};
/** The windows that templates have which do not say otherwise. */
export async function readOrgAttribution(store, orgId) {
    const row = await store
        .selectFrom('orgs')
        .select('attribution')
        .where('id', '=', orgId)
        .executeTakeFirstOrThrow();
    return row.attribution;
}
