import { createId, isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { etagOf, requireMatch } from '../../runtime/http/etag.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { checkVariant, refuseIfLocked } from './check-variant.ts'
import { readTargets } from './read-targets.ts'
import type { Store } from './store.ts'
import { findTemplate } from './templates.ts'
import type { ForkBody, VariantBody } from './variant-schema.ts'
import {
  deleteVariant,
  hasDecisions,
  insertVariant,
  readVariant,
  type StoredVariant,
  updateStatus,
} from './variant-store.ts'
import { keepVersion } from './version-store.ts'

/** @throws Problem template-not-found, unprocessable or conflict */
export function createVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  body: VariantBody,
  now: Date,
  by: string,
): Promise<StoredVariant> {
  return changeOrg(configuration, org, transaction => addVariant(transaction, org, templateId, body, now, by))
}

/** The same in a transaction. */
export async function addVariant(
  transaction: Store,
  org: Org,
  templateId: string,
  { name, vars, attrs, themes, control, status = control ? 'approved' : 'draft' }: VariantBody,
  now: Date,
  by: string,
): Promise<StoredVariant> {
  const template = await findTemplate(transaction, org, templateId)
  const content = {
    name: name.trim(),
    vars,
    attrs: readTargets(attrs),
    themes,
    is_control: control,
    status,
  }
  refuseIfLocked(template, undefined, content)
  await checkVariant(transaction, template, content, undefined)
  const added = await insertVariant(transaction, org.id, templateId, createId(now.getTime()), content, now)
  await keepVersion(transaction, added, 1, by, now)
  return added
}

/**
 * Copies a variant as a draft, with other texts if there are any. The copy is never the control.
 * @throws Problem template-not-found, not-found or unprocessable
 */
export function forkVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  id: string,
  { name, vars }: ForkBody,
  now: Date,
  by: string,
): Promise<StoredVariant> {
  return changeOrg(configuration, org, async transaction => {
    await findTemplate(transaction, org, templateId)
    const origin = await findVariant(transaction, org, templateId, id)
    const body = {
      name: name ?? `${origin.name} (copy)`,
      vars: vars ?? origin.vars,
      attrs: Object.fromEntries(Object.entries(origin.attrs).map(([key, values]) => [key, [...values]])),
      themes: [...origin.themes],
      control: false,
      status: 'draft' as const,
    }
    return addVariant(transaction, org, templateId, body, now, by)
  })
}

/**
 * Deletes a variant that nobody ever got. A variant with decisions is archived and returned instead, because results
 * refer to it.
 * @throws Problem template-not-found or not-found
 */
export function removeVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  id: string,
  now: Date,
  ifMatch: string | undefined,
): Promise<StoredVariant | undefined> {
  return changeOrg(configuration, org, async transaction => {
    await findTemplate(transaction, org, templateId)
    const present = await findVariant(transaction, org, templateId, id)
    requireMatch(ifMatch, etagOf(present))
    if (await hasDecisions(transaction, org.id, templateId, id))
      return updateStatus(transaction, present, 'archived', now)
    await deleteVariant(transaction, org.id, id)
    return undefined
  })
}

/** @throws Problem not-found */
export async function findVariant(
  store: Store,
  org: Org,
  templateId: string,
  id: string,
): Promise<StoredVariant> {
  const variant = isId(id) ? await readVariant(store, org.id, templateId, id) : undefined
  if (variant) return variant
  throw new Problem(
    'not-found',
    `The template "${templateId}" has no variant "${id}". Check the id in the address.`,
  )
}
