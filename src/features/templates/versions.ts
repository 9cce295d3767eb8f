import type { Static } from 'typebox'
import type { Store } from './store.ts'
import { chainOf } from './variant-chain.ts'
import type { VariantVersions } from './variant-schema.ts'
import { countMessages, listVariants, type StoredVariant } from './variant-store.ts'
import { listVersions, type StoredVersion } from './version-store.ts'

/** The texts of a variant, of those whose place it has taken and of its successors: the newest first. */
export async function loadHistory(
  store: Store,
  variant: StoredVariant,
): Promise<Static<typeof VariantVersions>> {
  const all = await listVariants(store, variant.org_id, variant.template_id)
  const versions: Version[] = []
  for (const each of chainOf(all, variant))
    for (const version of await listVersions(store, each)) versions.push({ ...version, variantId: each.id })
  const messages = await countMessages(store, variant)
  const { replaced_by, replaces } = variant
  return { served: messages > 0, messages, replaced_by, replaces, items: showVersions(versions) }
}

interface Version extends StoredVersion {
  readonly variantId: string
}

/** Each version with what changed, the newest first. */
const showVersions = (versions: readonly Version[]): Static<typeof VariantVersions>['items'] =>
  versions
    .map(({ version, variantId, vars, changed_by, changed_at }, at) => {
      const before = versions[at - 1]?.vars ?? {}
      const names = [...new Set([...Object.keys(before), ...Object.keys(vars)])]
      return {
        ...{ version, variant_id: variantId, vars: { ...vars } },
        changed: names.filter(name => before[name] !== vars[name]),
        ...{ changed_by, changed_at: changed_at.toISOString() },
      }
    })
    .reverse()
