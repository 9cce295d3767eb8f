import { changeOrg } from '../catalog/change.js';
/** By platform slug. */
export async function readSettings({ kysely }, { id }) {
    const rows = await kysely.selectFrom('platform_settings').selectAll().where('org_id', '=', id).execute();
    return new Map(rows.map(({ platform, settings }) => [platform, settings]));
}
/** Sets the given keys, removes those that are null, and leaves the others. Returns all of them. */
export function mergeSettings(configuration, org, platform, changes, now) {
    return changeOrg(configuration, org, async (transaction) => {
        const present = await transaction
            .selectFrom('platform_settings')
            .select('settings')
            .where('org_id', '=', org.id)
            .where('platform', '=', platform)
            .executeTakeFirst();
        const merged = Object.entries({ ...present?.settings, ...changes }).filter((entry) => entry[1] !== null);
        const settings = Object.fromEntries(merged);
        const columns = { settings: JSON.stringify(settings), updated_at: now };
        await transaction
            .insertInto('platform_settings')
            .values({ org_id: org.id, platform, ...columns })
            .onConflict(conflict => conflict.columns(['org_id', 'platform']).doUpdateSet(columns))
            .execute();
        return settings;
    });
}
