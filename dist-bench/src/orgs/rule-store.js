import { changeOrg } from '../catalog/change.js';
/** Undefined when the attribute has a rule. */
export const insertRule = (configuration, org, rule, now) => changeOrg(configuration, org, transaction => transaction
    .insertInto('attribute_rules')
    .values({ org_id: org.id, name: rule.name, rule: JSON.stringify(rule), created_at: now })
    .onConflict(conflict => conflict.columns(['org_id', 'name']).doNothing())
    .returning('name')
    .executeTakeFirst());
export async function listRules({ kysely }, org, after, limit) {
    const rows = await kysely
        .selectFrom('attribute_rules')
        .select('rule')
        .where('org_id', '=', org.id)
        .where('name', '>', after)
        .orderBy('name')
        .limit(limit)
        .execute();
    return rows.map(toRule);
}
export async function readRule({ kysely }, org, name) {
    const row = await kysely
        .selectFrom('attribute_rules')
        .select('rule')
        .where('org_id', '=', org.id)
        .where('name', '=', name)
        .executeTakeFirst();
    return row && toRule(row);
}
// It had this shape when it was stored.
const toRule = ({ rule }) => rule;
/** Undefined when there is no such rule. */
export const updateRule = (configuration, org, rule) => changeOrg(configuration, org, transaction => transaction
    .updateTable('attribute_rules')
    .set({ rule: JSON.stringify(rule) })
    .where('org_id', '=', org.id)
    .where('name', '=', rule.name)
    .returning('name')
    .executeTakeFirst());
/** Undefined when there is no such rule. */
export const deleteRule = (configuration, org, name) => changeOrg(configuration, org, transaction => transaction
    .deleteFrom('attribute_rules')
    .where('org_id', '=', org.id)
    .where('name', '=', name)
    .returning('name')
    .executeTakeFirst());
