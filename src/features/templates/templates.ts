import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { requireRoom } from '../../runtime/catalog/quota-store.ts'
import { etagOf, requireMatch } from '../../runtime/http/etag.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkMetrics } from './check-metrics.ts'
import { checkAgainstVariants, checkIntegration, checkWeights, checkWindow } from './check-template.ts'
import type { TemplateBody, TemplatePatch } from './schema.ts'
import {
  hasSandbox,
  insertTemplate,
  readMetrics,
  readOrgAttribution,
  readTemplate,
  type Store,
  type StoredTemplate,
  type TemplateContent,
  updateTemplate,
} from './store.ts'
import { contentOf, patchContent } from './template-content.ts'
import { listVariants, type StoredVariant } from './variant-store.ts'

export interface TemplateWithVariants {
  readonly template: StoredTemplate
  readonly variants: readonly StoredVariant[]
}

/** @throws Problem unprocessable, already-exists or quota-reached */
export function createTemplate(
  configuration: Configuration,
  org: Org,
  body: TemplateBody,
  now: Date,
): Promise<TemplateWithVariants> {
  const content = contentOf(body)
  return changeOrg(configuration, org, async transaction => {
    await check(transaction, org.id, content, [], undefined)
    await requireRoom(transaction, org.id, 'templates')
    const template = await insertTemplate(transaction, org.id, body.id, content, now)
    if (!template) {
      throw new Problem('already-exists', `There is a template "${body.id}" already. Change it with PATCH.`, [
        { field: '/id', message: 'is taken' },
      ])
    }
    return { template, variants: [] }
  })
}

/**
 * @param ifMatch the version that the change was made for, see `requireMatch`
 * @throws Problem template-not-found, changed-meanwhile, unprocessable or conflict
 */
export function changeTemplate(
  configuration: Configuration,
  org: Org,
  id: string,
  patch: TemplatePatch,
  now: Date,
  ifMatch?: string,
): Promise<TemplateWithVariants> {
  return changeOrg(configuration, org, async transaction => {
    const present = await findTemplate(transaction, org, id)
    requireMatch(ifMatch, etagOf(present))
    const variants = await listVariants(transaction, org.id, id)
    const content = patchContent(present, patch)
    await check(transaction, org.id, content, variants, present)
    checkAgainstVariants(present.status, content, variants)
    return { template: await updateTemplate(transaction, org.id, id, content, now), variants }
  })
}

/** @throws Problem template-not-found */
export async function findTemplate(store: Store, org: Org, id: string): Promise<StoredTemplate> {
  const template = await readTemplate(store, org.id, id)
  if (template) return template
  throw new Problem(
    'template-not-found',
    `There is no template "${id}" in this organisation. Check the id in the address.`,
  )
}

/** @throws Problem unprocessable, with all mistakes in the body */
async function check(
  store: Store,
  orgId: number,
  content: TemplateContent,
  variants: readonly StoredVariant[],
  present: StoredTemplate | undefined,
): Promise<void> {
  const { sandbox, attribution, integration, learning } = content
  const unknownSandbox = { field: '/sandbox', message: `There is no sandbox "${sandbox}". Create it first.` }
  refuseAny([
    ...((await hasSandbox(store, orgId, sandbox)) ? [] : [unknownSandbox]),
    ...checkWindow(attribution, await readOrgAttribution(store, orgId)),
    ...checkIntegration(integration),
    ...checkWeights(learning, variants),
    ...checkMetrics(content, await readMetrics(store, orgId), present),
  ])
}
