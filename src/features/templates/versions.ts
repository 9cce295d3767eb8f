import type { Static } from 'typebox'
import type { VariantVersions } from './variant-schema.ts'
import type { StoredVersion } from './version-store.ts'

/** The texts of a variant in the format of the API: the newest first, each with what changed. */
export function showVersions(
  versions: readonly StoredVersion[],
  served: boolean,
): Static<typeof VariantVersions> {
  const items = versions.map(({ version, vars, changed_by, changed_at }, at) => {
    const before = versions[at - 1]?.vars ?? {}
    const names = [...new Set([...Object.keys(before), ...Object.keys(vars)])]
    return {
      version,
      vars: { ...vars },
      changed: names.filter(name => before[name] !== vars[name]),
      changed_by,
      changed_at: changed_at.toISOString(),
    }
  })
  return { served, items: items.reverse() }
}
