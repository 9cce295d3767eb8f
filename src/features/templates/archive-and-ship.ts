import type { Org } from '../../runtime/catalog/catalog.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { checkAgainstVariants } from './check-template.ts'
import { type Store, updateTemplate } from './store.ts'
import { patchContent } from './template-content.ts'
import { findTemplate } from './templates.ts'
import { listVariants, type StoredVariant, updateVariant } from './variant-store.ts'

/** Archives a variant. An archived or deleted variant stays unchanged. */
export async function archiveVariant(
  store: Store,
  org: Org,
  templateId: string,
  variantId: string,
  now: Date,
): Promise<void> {
  const variant = (await listVariants(store, org.id, templateId)).find(({ id }) => id === variantId)
  if (variant && variant.status !== 'archived') await archive(store, org, variant, now)
}

/**
 * Makes a variant the only one for its audience: archives all other variants whose audience is within the winner's
 * audience, and marks the template as shipped. The control keeps its share, so that the lift stays measurable.
 * @throws Problem template-not-found, or conflict if the status of the variant or the template does not allow it
 */
export async function shipVariant(
  store: Store,
  org: Org,
  templateId: string,
  variantId: string,
  now: Date,
): Promise<void> {
  const template = await findTemplate(store, org, templateId)
  const variants = await listVariants(store, org.id, templateId)
  const winner = variants.find(({ id, status }) => id === variantId && status === 'approved')
  if (!winner)
    throw new Problem(
      'conflict',
      'The variant is no longer approved, so it cannot be shipped. Approve it first.',
    )
  const losers = variants.filter(
    variant =>
      variant.id !== variantId &&
      !variant.is_control &&
      variant.status === 'approved' &&
      isWithin(variant.attrs, winner.attrs),
  )
  for (const loser of losers) await archive(store, org, loser, now)
  const content = patchContent(template, { status: 'shipped' })
  checkAgainstVariants(template.status, content, variants)
  await updateTemplate(store, org.id, templateId, content, now)
}

const archive = (
  store: Store,
  org: Org,
  { id, name, vars, attrs, themes, is_control }: StoredVariant,
  now: Date,
) => updateVariant(store, org.id, id, { name, vars, attrs, themes, is_control, status: 'archived' }, now)

type Targets = StoredVariant['attrs']

/** Whether the audience of the first targets is within the audience of the second. */
const isWithin = (inner: Targets, outer: Targets): boolean =>
  Object.entries(outer).every(
    ([name, wanted]) => inner[name]?.every(value => wanted.includes(value)) ?? false,
  )
