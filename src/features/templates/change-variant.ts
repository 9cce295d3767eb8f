import { isDeepStrictEqual } from 'node:util'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { etagOf, requireMatch } from '../../runtime/http/etag.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { checkVariant, refuseIfLocked } from './check-variant.ts'
import { readTargets } from './read-targets.ts'
import { replaceVariant } from './replace-variant.ts'
import type { Store } from './store.ts'
import { findTemplate } from './templates.ts'
import { chainOf } from './variant-chain.ts'
import type { VariantPatch } from './variant-schema.ts'
import {
  countMessages,
  listVariants,
  type StoredVariant,
  updateVariant,
  type VariantContent,
} from './variant-store.ts'
import { findVariant } from './variants.ts'
import { keepNext, listVersions } from './version-store.ts'

export interface Editing {
  /** The name of who changes it. */
  readonly by: string
  /** The version that the change was made for, see `requireMatch`. */
  readonly ifMatch: string | undefined
}

export interface Changed {
  readonly variant: StoredVariant
  /** Whether the variant is a new one, which has taken the place of the one that the change was for. */
  readonly isReplacement: boolean
}

/**
 * Changes a variant. If people got it, a change of its texts makes a new variant in its place: the figures of a variant
 * belong to its texts.
 * @throws Problem template-not-found, not-found, changed-meanwhile, replaced, unprocessable or conflict
 */
export function changeVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  id: string,
  patch: VariantPatch,
  now: Date,
  { by, ifMatch }: Editing,
): Promise<Changed> {
  return changeOrg(configuration, org, async transaction => {
    const template = await findTemplate(transaction, org, templateId)
    const present = await findVariant(transaction, org, templateId, id)
    if (present.replaced_by !== null) {
      const newest = await newestOf(transaction, present)
      // The answer to the first of two equal changes may be lost, so the second gets it too, whatever its If-Match.
      if (isIn(newest, patch)) return { variant: newest, isReplacement: true }
      requireMatch(ifMatch, etagOf(present))
      throw wasReplaced(org, present, newest)
    }
    requireMatch(ifMatch, etagOf(present))
    const content = patched(present, patch)
    refuseIfLocked(template, present, content)
    await checkVariant(transaction, template, content, present)
    const isNewText = !isDeepStrictEqual(present.vars, content.vars)
    if (isNewText && (await countMessages(transaction, present)) > 0) {
      const variant = await replaceVariant(transaction, template, present, content, by, now)
      return { variant, isReplacement: true }
    }
    const versions = isNewText ? await listVersions(transaction, present) : []
    const changed = await updateVariant(transaction, org.id, id, content, now)
    if (isNewText) await keepNext(transaction, versions, present, changed, by)
    return { variant: changed, isReplacement: false }
  })
}

const patched = (present: StoredVariant, patch: VariantPatch): VariantContent => ({
  name: (patch.name ?? present.name).trim(),
  vars: patch.vars ?? present.vars,
  attrs: patch.attrs === undefined ? present.attrs : readTargets(patch.attrs),
  themes: patch.themes ?? present.themes,
  is_control: patch.control ?? present.is_control,
  status: patch.status ?? present.status,
})

/** Whether a patch with texts would change nothing of a variant. */
function isIn(variant: StoredVariant, patch: VariantPatch): boolean {
  const { name, vars, attrs, themes, is_control, status } = variant
  const present = { name, vars, attrs, themes, is_control, status }
  return patch.vars !== undefined && isDeepStrictEqual(patched(variant, patch), present)
}

/** The variant that stands in the place of a replaced one today. */
async function newestOf(store: Store, variant: StoredVariant): Promise<StoredVariant> {
  const all = await listVariants(store, variant.org_id, variant.template_id)
  return chainOf(all, variant).at(-1) ?? variant
}

const wasReplaced = (org: Org, { name, template_id }: StoredVariant, newest: StoredVariant): Problem =>
  new Problem(
    'replaced',
    `The text of "${name}" was changed, and a new version has taken its place: ${newest.id}. Change that one.`,
    [],
    { links: { successor: `/api/v1/orgs/${org.slug}/templates/${template_id}/variants/${newest.id}` } },
  )
