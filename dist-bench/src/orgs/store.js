import { changeOrg } from '../catalog/change.js';
/** Makes the organisation and its first sandbox. Undefined when the slug is taken. */
export async function insertOrg({ db, catalog }, slug, settings, now) {
    const made = await db.kysely.transaction().execute(async (transaction) => {
        const row = await transaction
            .insertInto('orgs')
            .values({ slug, ...asColumns(settings), created_at: now })
            .onConflict(conflict => conflict.column('slug').doNothing())
            .returningAll()
            .executeTakeFirst();
        if (row)
            await transaction
                .insertInto('sandboxes')
                .values({ org_id: row.id, name: 'prod', created_at: now })
                .execute();
        return row;
    });
    if (made)
        await catalog.changed(slug);
    return made;
}
const asColumns = ({ attribution, retention, ...rest }) => ({
    ...rest,
    attribution: JSON.stringify(attribution),
    retention: JSON.stringify(retention),
});
export const listOrgs = ({ kysely }, after, limit) => kysely.selectFrom('orgs').selectAll().where('slug', '>', after).orderBy('slug').limit(limit).execute();
export const readOrg = ({ kysely }, { id }) => kysely.selectFrom('orgs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
/** @param change makes the new settings from the present ones, or throws when that cannot be */
export function updateOrg(configuration, org, change) {
    return changeOrg(configuration, org, async (transaction) => {
        const present = await transaction
            .selectFrom('orgs')
            .selectAll()
            .where('id', '=', org.id)
            .executeTakeFirstOrThrow();
        const templates = await transaction
            .selectFrom('templates')
            .select(['id', 'attribution'])
            .where('org_id', '=', org.id)
            .where('status', '<>', 'archived')
            .orderBy('id')
            .execute();
        return transaction
            .updateTable('orgs')
            .set(asColumns(change(present, templates)))
            .where('id', '=', org.id)
            .returningAll()
            .executeTakeFirstOrThrow();
    });
}
/** Undefined when there is one of this name. */
export const insertSandbox = (configuration, org, name, now) => changeOrg(configuration, org, transaction => transaction
    .insertInto('sandboxes')
    .values({ org_id: org.id, name, created_at: now })
    .onConflict(conflict => conflict.columns(['org_id', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst());
export const listSandboxes = ({ kysely }, org, after, limit) => kysely
    .selectFrom('sandboxes')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute();
