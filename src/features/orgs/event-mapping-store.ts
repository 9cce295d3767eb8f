import { findRule, type Named } from '../../core/mapping/find-rule.ts'
import type { MappingRule } from '../../core/mapping/rule.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Database } from '../../runtime/db/session.ts'
import type { OrgKey } from './org-key.ts'

/** Replaces the present rules with new ones, and returns the new ones. */
export const replaceMapping = (configuration: Configuration, org: OrgKey, rules: readonly MappingRule[]) =>
  changeOrg(configuration, org, async transaction => {
    const { event_mapping } = await transaction
      .selectFrom('orgs')
      .select('event_mapping')
      .where('id', '=', org.id)
      .executeTakeFirstOrThrow()
    await transaction
      .updateTable('orgs')
      .set({ event_mapping: JSON.stringify(rules) })
      .where('id', '=', org.id)
      .execute()
    return event_mapping as unknown as readonly MappingRule[]
  })

/** The effect of a replay, in the format of the body of POST /requests/replay. */
export interface Suggestion {
  readonly names: number
  readonly events: number
  readonly filter: { readonly from: string; readonly platform?: string } | null
}

/** Known names whose meaning differs between the old and the new rules. */
export async function suggestReplay(
  { kysely }: Database,
  { id }: OrgKey,
  before: readonly MappingRule[],
  after: readonly MappingRule[],
): Promise<Suggestion> {
  const rows = await kysely
    .selectFrom('event_names')
    .selectAll()
    .where('org_id', '=', id)
    .where('count', '>', 0)
    .execute()
  const concerned = rows.filter(({ platform, native_event: nativeEvent, name }) => {
    const named = { platform, nativeEvent, name: name === '' ? null : name }
    return meaningOf(before, named) !== meaningOf(after, named)
  })
  const platforms = new Set(concerned.map(({ platform }) => platform))
  const [only] = platforms
  const first = Math.min(...concerned.map(({ first_seen }) => first_seen.getTime()))
  return {
    names: concerned.length,
    events: concerned.reduce((sum, { count }) => sum + count, 0),
    filter:
      only === undefined
        ? null
        : { from: new Date(first).toISOString(), ...(platforms.size === 1 && { platform: only }) },
  }
}

function meaningOf(rules: readonly MappingRule[], named: Named): string {
  const { type, name, revenue_field, currency_field } = findRule(rules, named) ?? {}
  return JSON.stringify([type, name, revenue_field, currency_field])
}
