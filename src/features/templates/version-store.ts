import type { Selectable } from 'kysely'
import type { VariantVersionRow } from '../../runtime/db/table-rows/configuration-rows.ts'
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
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/**
 * Keeps a new text, and before the first change the text until then. Versions count on in a variant that takes the place
 * of another.
 * @param versions those of the variant until now
 */
export async function keepNext(
  store: Store,
  versions: readonly StoredVersion[],
  present: StoredVariant,
  changed: StoredVariant,
  by: string,
): Promise<void> {
  const [first] = versions
  const last = versions.at(-1)
  if (first && last === first && first.changed_by === null)
    await keepVersion(store, present, first.version, null, first.changed_at)
  await keepVersion(store, changed, (last?.version ?? 0) + 1, by, changed.updated_at)
}
