import { isDeepStrictEqual } from 'node:util'
import { createId, isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { etagOf, requireMatch } from '../../runtime/http/etag.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkVars } from './check-vars.ts'
import { readTargets } from './read-targets.ts'
import type { Store, StoredTemplate } from './store.ts'
import { findTemplate } from './templates.ts'
import type { ForkBody, VariantBody, VariantPatch } from './variant-schema.ts'
import {
  deleteVariant,
  hasDecisions,
  insertVariant,
  isServed,
  listVariants,
  readVariant,
  type StoredVariant,
  updateVariant,
  type VariantContent,
} from './variant-store.ts'
import { keepVersion, listVersions, type StoredVersion } from './version-store.ts'

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
  await check(transaction, template, content, undefined)
  const added = await insertVariant(transaction, org.id, templateId, createId(now.getTime()), content, now)
  await keepVersion(transaction, added, 1, by, now)
  return added
}

export interface Editing {
  /** The name of who changes it. */
  readonly by: string
  /** The version that the change was made for, see `requireMatch`. */
  readonly ifMatch: string | undefined
}

/**
 * Changes a variant. The texts of a variant that people got stay as they are: its figures belong to them.
 * @throws Problem template-not-found, not-found, changed-meanwhile, text-served, unprocessable or conflict
 */
export function changeVariant(
  configuration: Configuration,
  org: Org,
  templateId: string,
  id: string,
  patch: VariantPatch,
  now: Date,
  { by, ifMatch }: Editing,
): Promise<StoredVariant> {
  return changeOrg(configuration, org, async transaction => {
    const template = await findTemplate(transaction, org, templateId)
    const present = await findVariant(transaction, org, templateId, id)
    requireMatch(ifMatch, etagOf(present))
    const content = {
      name: (patch.name ?? present.name).trim(),
      vars: patch.vars ?? present.vars,
      attrs: patch.attrs === undefined ? present.attrs : readTargets(patch.attrs),
      themes: patch.themes ?? present.themes,
      is_control: patch.control ?? present.is_control,
      status: patch.status ?? present.status,
    }
    refuseIfLocked(template, present, content)
    await check(transaction, template, content, present)
    const isNewText = !isDeepStrictEqual(present.vars, content.vars)
    if (isNewText) await refuseIfServed(transaction, org, present)
    const versions = isNewText ? await listVersions(transaction, present) : []
    const changed = await updateVariant(transaction, org.id, id, content, now)
    if (isNewText) await keepNext(transaction, versions, present, changed, by)
    return changed
  })
}

async function refuseIfServed(
  store: Store,
  org: Org,
  { id, template_id, name }: StoredVariant,
): Promise<void> {
  if (!(await isServed(store, org.id, template_id, id))) return
  throw new Problem(
    'text-served',
    `People have got "${name}", and its figures belong to its text. Copy it as a new wording, and change the copy: its figures start at zero.`,
    [{ field: '/vars', message: 'cannot change any more' }],
    { links: { fork: `/api/v1/orgs/${org.slug}/templates/${template_id}/variants/${id}/fork` } },
  )
}

/** Keeps a new text, and before the first change the text until then. */
async function keepNext(
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
  present: StoredVariant | undefined,
): Promise<void> {
  if (status === 'archived') return
  refuseAny(checkVars(variables, vars, present?.vars))
  if (!is_control) return
  const others = await listVariants(store, org_id, templateId)
  const control = others.find(
    other => other.is_control && other.status !== 'archived' && other.id !== present?.id,
  )
  if (!control) return
  throw new Problem(
    'conflict',
    `The template has a control already, "${control.name}" (${control.id}). Archive it, or PATCH it with {"control": false}.`,
    [{ field: '/control', message: 'is taken' }],
  )
}
