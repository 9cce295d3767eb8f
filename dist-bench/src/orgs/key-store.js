import { changeOrg } from '../catalog/change.js';
export const insertKey = (configuration, org, key, now) => changeOrg(configuration, org, transaction => transaction
    .insertInto('api_keys')
    .values({
    org_id: org.id,
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    secret_hash: key.secretHash,
    created_at: now,
})
    .returningAll()
    .executeTakeFirstOrThrow());
export const listKeys = ({ kysely }, org, after, limit) => kysely
    .selectFrom('api_keys')
    .selectAll()
    .where('org_id', '=', org.id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
/** Whether there was such a key. */
export const deleteKey = (configuration, org, id) => changeOrg(configuration, org, async (transaction) => {
    const gone = await transaction
        .deleteFrom('api_keys')
        .where('org_id', '=', org.id)
        .where('id', '=', id)
        .executeTakeFirst();
    return gone.numDeletedRows > 0n;
});
