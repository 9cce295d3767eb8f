import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Store } from './store.ts'
import { listVariants, updateStatus } from './variant-store.ts'

/** Archives a variant. An archived, replaced or deleted variant stays unchanged. */
export async function archiveVariant(
  store: Store,
  org: Org,
  templateId: string,
  variantId: string,
  now: Date,
): Promise<void> {
  const variant = (await listVariants(store, org.id, templateId)).find(({ id }) => id === variantId)
  if (variant && variant.status !== 'archived') await updateStatus(store, variant, 'archived', now)
}
