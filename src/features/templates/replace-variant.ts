import { createId } from '../../lib/id.ts'
import { type Store, type StoredTemplate, updateTemplate } from './store.ts'
import { patchContent } from './template-content.ts'
import {
  insertVariant,
  markReplaced,
  type StoredVariant,
  updateStatus,
  type VariantContent,
} from './variant-store.ts'
import { keepNext, listVersions } from './version-store.ts'

/**
 * Archives a variant that people got, and puts a new one in its place: as the control, or with its share if a person has
 * set the shares. The new one has no figures yet.
 */
export async function replaceVariant(
  transaction: Store,
  template: StoredTemplate,
  present: StoredVariant,
  content: VariantContent,
  by: string,
  now: Date,
): Promise<StoredVariant> {
  const { org_id: orgId } = present
  const versions = await listVersions(transaction, present)
  // A template has one control that is not archived, so the former goes first.
  await updateStatus(transaction, present, 'archived', now)
  const added = await insertVariant(transaction, orgId, template.id, createId(now.getTime()), content, now)
  await markReplaced(transaction, present, added.id)
  await keepNext(transaction, versions, present, added, by)
  await passOnWeight(transaction, template, present.id, added.id, now)
  return { ...added, replaces: present.id }
}

/** The share that a person has set for a variant is that of the one in its place. */
async function passOnWeight(
  transaction: Store,
  template: StoredTemplate,
  from: string,
  to: string,
  now: Date,
): Promise<void> {
  const { [from]: weight, ...others } = template.learning.weights ?? {}
  if (weight === undefined) return
  const content = patchContent(template, { learning: { weights: { ...others, [to]: weight } } })
  await updateTemplate(transaction, template.org_id, template.id, content, now)
}
