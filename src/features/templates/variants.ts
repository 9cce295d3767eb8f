import { isDeepStrictEqual } from 'node:util'
import { createId, isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkVars } from './check-vars.ts'
import { readTargets } from './read-targets.ts'
import type { Store, StoredTemplate } from './store.ts'
import { findTemplate } from './templates.ts'
import type { VariantBody, VariantPatch } from './variant-schema.ts'
import {
  deleteVariant,
  hasDecisions,
  insertVariant,
  listVariants,
  readVariant,
  type StoredVariant,
  updateVariant,
  type VariantContent,
} from './variant-store.ts'

/** @throws Problem template-not-found, unprocessable or conflict */
export function createVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  { name, vars, attrs, themes, control, status = control ? 'approved' : 'draft' }: VariantBody,
  now: Date,
): Promise<StoredVariant> {
  return changeOrg(configuration, org, async transaction => {
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
    await check(transaction, template, content)
    return insertVariant(transaction, org.id, templateId, createId(now.getTime()), content, now)
  })
}

/** @throws Problem template-not-found, not-found, unprocessable or conflict */
export function changeVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  id: string,
  patch: VariantPatch,
  now: Date,
): Promise<StoredVariant> {
  return changeOrg(configuration, org, async transaction => {
    const template = await findTemplate(transaction, org, templateId)
    const present = await findVariant(transaction, org, templateId, id)
    const content = {
      name: (patch.name ?? present.name).trim(),
      vars: patch.vars ?? present.vars,
      attrs: patch.attrs === undefined ? present.attrs : readTargets(patch.attrs),
      themes: patch.themes ?? present.themes,
      is_control: patch.control ?? present.is_control,
      status: patch.status ?? present.status,
    }
    refuseIfLocked(template, present, content)
    await check(transaction, template, content, id)
    return updateVariant(transaction, org.id, id, content, now)
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
): Promise<StoredVariant | undefined> {
  return changeOrg(configuration, org, async transaction => {
    await findTemplate(transaction, org, templateId)
    const present = await findVariant(transaction, org, templateId, id)
    if (await hasDecisions(transaction, org.id, templateId, id)) {
      const { name, vars, attrs, themes, is_control } = present
      return updateVariant(
        transaction,
        org.id,
        id,
        { name, vars, attrs, themes, is_control, status: 'archived' },
        now,
      )
    }
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

/** A shipped template serves the shipped wording, so nothing new may be approved, and no approved wording may change. */
function refuseIfLocked(
  { status }: StoredTemplate,
  present: StoredVariant | undefined,
  next: VariantContent,
): void {
  if (status !== 'shipped' || next.status !== 'approved') return
  const isSame =
    present?.status === 'approved' &&
    isDeepStrictEqual(
      [present.vars, present.attrs, present.is_control],
      [next.vars, next.attrs, next.is_control],
    )
  if (isSame) return
  throw new Problem(
    'conflict',
    'The template is shipped and locked. Unlock it first: PATCH the template with {"status": "active"}.',
  )
}

/** An archived variant is not checked. Its missing texts are required when it is approved again. */
async function check(
  store: Store,
  { org_id, id: templateId, variables }: StoredTemplate,
  { vars, is_control, status }: VariantContent,
  id?: string,
): Promise<void> {
  if (status === 'archived') return
  refuseAny(checkVars(variables, vars))
  if (!is_control) return
  const others = await listVariants(store, org_id, templateId)
  const control = others.find(other => other.is_control && other.status !== 'archived' && other.id !== id)
  if (!control) return
  throw new Problem(
    'conflict',
    `The template has a control already, "${control.name}" (${control.id}). Archive it, or PATCH it with {"control": false}.`,
    [{ field: '/control', message: 'is taken' }],
  )
}
