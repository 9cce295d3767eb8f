import { isSealed } from '../http/secrets.js';
/** Reads one organisation with everything it has configured. */
export async function loadOrg({ kysely }, vault, slug) {
    const row = await kysely.selectFrom('orgs').selectAll().where('slug', '=', slug).executeTakeFirst();
    if (!row)
        return undefined;
    const keys = await kysely.selectFrom('api_keys').selectAll().where('org_id', '=', row.id).execute();
    const rules = await kysely
        .selectFrom('attribute_rules')
        .selectAll()
        .where('org_id', '=', row.id)
        .orderBy('name')
        .execute();
    const platforms = await kysely
        .selectFrom('platform_settings')
        .selectAll()
        .where('org_id', '=', row.id)
        .execute();
    const templates = await kysely.selectFrom('templates').selectAll().where('org_id', '=', row.id).execute();
    const variants = await kysely
        .selectFrom('variants')
        .selectAll()
        .where('org_id', '=', row.id)
        .where('status', '<>', 'archived')
        .orderBy('id')
        .execute();
    return {
        id: row.id,
        slug: row.slug,
        name: row.name,
        timezone: row.timezone,
        currency: row.currency,
        credit: row.attribution.credit,
        retention: { requestsDays: row.retention.requests_days, eventsDays: row.retention.events_days },
        configVersion: row.config_version,
        keys: new Map(keys.map(key => [key.id, { id: key.id, scopes: key.scopes, secretHash: key.secret_hash }])),
        platforms: new Map(platforms.map(({ platform, settings }) => [platform, openSecrets(settings, vault)])),
        rules: rules.map(({ name, rule }) => ({ ...rule, name })),
        templates: new Map(templates.map(template => [template.id, toTemplate(template, row, variants)])),
    };
}
function openSecrets(settings, vault) {
    return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, isSealed(value) ? vault.open(value) : value]));
}
function toTemplate(row, org, all) {
    const variants = all.filter(variant => variant.template_id === row.id).map(toVariant);
    return {
        id: row.id,
        sandbox: row.sandbox,
        name: row.name,
        channel: row.channel,
        variables: row.variables,
        keyMetric: row.key_metric,
        algorithm: row.algorithm,
        epsilon: row.epsilon,
        split: { method: row.split.method, controlShare: row.split.control_share },
        attribution: {
            lookbackDays: row.attribution.lookback_days ?? org.attribution.lookback_days,
            offsetDays: row.attribution.offset_days ?? org.attribution.offset_days,
            conversionEvents: row.attribution.conversion_events,
        },
        integration: row.integration,
        status: row.status,
        variants,
        control: variants.find(({ isControl }) => isControl),
    };
}
const toVariant = (row) => ({
    id: row.id,
    name: row.name,
    vars: row.vars,
    attrs: row.attrs,
    themes: row.themes,
    isControl: row.is_control,
    status: row.status,
});
