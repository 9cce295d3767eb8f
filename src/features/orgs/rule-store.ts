import type { AttributeRule } from '../../core/targeting/rule.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { OrgKey } from './org-key.ts'

/** Undefined if the attribute already has a rule. */
export const insertRule = (configuration: Configuration, org: OrgKey, rule: AttributeRule, now: Date) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .insertInto('attribute_rules')
      .values({ org_id: org.id, name: rule.name, rule: JSON.stringify(rule), created_at: now })
      .onConflict(conflict => conflict.columns(['org_id', 'name']).doNothing())
      .returning('name')
      .executeTakeFirst(),
  )

export async function listRules(
  { kysely }: Database,
  org: OrgKey,
  after: string,
  limit: number,
): Promise<readonly AttributeRule[]> {
  const rows = await kysely
    .selectFrom('attribute_rules')
    .select('rule')
    .where('org_id', '=', org.id)
    .where('name', '>', after)
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map(toRule)
}

export async function readRule(
  { kysely }: Database,
  org: OrgKey,
  name: string,
): Promise<AttributeRule | undefined> {
  const row = await kysely
    .selectFrom('attribute_rules')
    .select('rule')
    .where('org_id', '=', org.id)
    .where('name', '=', name)
    .executeTakeFirst()
  return row && toRule(row)
}

// The stored value has this shape.
const toRule = ({ rule }: { readonly rule: unknown }): AttributeRule => rule as AttributeRule

/** Undefined if the rule does not exist. */
export const updateRule = (configuration: Configuration, org: OrgKey, rule: AttributeRule) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .updateTable('attribute_rules')
      .set({ rule: JSON.stringify(rule) })
      .where('org_id', '=', org.id)
      .where('name', '=', rule.name)
      .returning('name')
      .executeTakeFirst(),
  )

/** Undefined if the rule does not exist. */
export const deleteRule = (configuration: Configuration, org: OrgKey, name: string) =>
  changeOrg(configuration, org, transaction =>
    transaction
      .deleteFrom('attribute_rules')
      .where('org_id', '=', org.id)
      .where('name', '=', name)
      .returning('name')
      .executeTakeFirst(),
  )
