/**
 * Changes what an organisation has configured, all or nothing, and tells every process. Changes of one
 * organisation wait for each other, so that work may look first and then write.
 */
export async function changeOrg({ db, catalog }, { id, slug }, work) {
    const answer = await db.kysely.transaction().execute(async (transaction) => {
        await transaction
            .updateTable('orgs')
            .set(row => ({ config_version: row('config_version', '+', 1) }))
            .where('id', '=', id)
            .execute();
        return work(transaction);
    });
    await catalog.changed(slug);
    return answer;
}
