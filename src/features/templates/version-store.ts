import type { Selectable } from 'kysely'
import type { VariantVersionRow } from '../../runtime/db/configuration-rows.ts'
import type { Store } from './store.ts'
import type { StoredVariant } from './variant-store.ts'

export type StoredVersion = Pick<
  Selectable<VariantVersionRow>,
  'version' | 'vars' | 'changed_by' | 'changed_at'
>

/** The texts that a variant had, the oldest first. One that never changed since before they were kept has its present text. */
export async function listVersions(store: Store, variant: StoredVariant): Promise<readonly StoredVersion[]> {
  const rows = await store
    .selectFrom('variant_versions')
    .select(['version', 'vars', 'changed_by', 'changed_at'])
    .where('org_id', '=', variant.org_id)
    .where('variant_id', '=', variant.id)
    .orderBy('version')
    .execute()
  return rows.length > 0
    ? rows
    : [{ version: 1, vars: variant.vars, changed_by: null, changed_at: variant.created_at }]
}

/** Keeps the text of a variant that was just written. */
export async function keepVersion(
  store: Store,
  { org_id, id, vars }: StoredVariant,
  version: number,
  by: string | null,
  at: Date,
): Promise<void> {
  await store
    .insertInto('variant_versions')
    .values({ org_id, variant_id: id, version, vars: JSON.stringify(vars), changed_by: by, changed_at: at })
    .execute()
}
