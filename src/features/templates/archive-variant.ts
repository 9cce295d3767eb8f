import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Store } from './store.ts'
import { listVariants, updateVariant } from './variant-store.ts'

/** Archives a variant. An archived or deleted variant stays unchanged. */
export async function archiveVariant(
  store: Store,
  org: Org,
  templateId: string,
  variantId: string,
  now: Date,
): Promise<void> {
  const variant = (await listVariants(store, org.id, templateId)).find(({ id }) => id === variantId)
  if (!variant || variant.status === 'archived') return
  const { name, vars, attrs, themes, is_control } = variant
  const content = { name, vars, attrs, themes, is_control, status: 'archived' }
  await updateVariant(store, org.id, variant.id, content, now)
}
