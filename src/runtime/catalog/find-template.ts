import { Problem } from '../http/problem.ts'
import type { Access } from './access.ts'
import type { Org, Template } from './catalog.ts'

/**
 * A template of an organisation, by its id.
 * @throws Problem template-not-found
 */
export async function findTemplate(
  { catalog }: Pick<Access, 'catalog'>,
  { slug }: Pick<Org, 'slug'>,
  id: string,
): Promise<{ readonly org: Org; readonly template: Template }> {
  const find = () => {
    const org = catalog.known(slug)
    const template = org?.templates.get(id)
    return org && template ? { org, template } : undefined
  }
  const known = find()
  if (known) return known
  // Another process may have created it recently.
  await catalog.refresh()
  const fresh = find()
  if (fresh) return fresh
  throw new Problem(
    'template-not-found',
    `There is no template "${id}" in this organisation. Check the id in the address.`,
  )
}
