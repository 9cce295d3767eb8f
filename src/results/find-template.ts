import type { Access } from '../catalog/access.ts'
import type { Org } from '../catalog/catalog.ts'
import { Problem } from '../http/problem.ts'
import type { Subject } from './results.ts'

/** @throws Problem template-not-found */
export async function findTemplate({ catalog }: Access, { slug }: Org, id: string): Promise<Subject> {
  const find = () => {
    const org = catalog.known(slug)
    const template = org?.templates.get(id)
    return org && template ? { org, template } : undefined
  }
  const known = find()
  if (known) return known
  // It may have been made a moment ago, by another process.
  await catalog.refresh()
  const fresh = find()
  if (fresh) return fresh
  throw new Problem(
    'template-not-found',
    `There is no template "${id}" in this organisation. Check the id in the address.`,
  )
}
