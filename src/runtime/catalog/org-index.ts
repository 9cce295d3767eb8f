import type { Org } from './catalog.ts'

/** Organisations in memory, by id and by every slug that leads to them. */
export interface OrgIndex {
  bySlug(slug: string): Org | undefined
  byId(id: number): Org | undefined
  /** Puts in a version of an organisation, unless a newer one is there. */
  keep(org: Org): void
  /** Takes out an organisation that was deleted. */
  forget(org: Org | undefined): void
  /** Takes out all organisations but these. */
  forgetOthers(existing: ReadonlySet<number>): void
}

export function createOrgIndex(): OrgIndex {
  const slugs = new Map<string, Org>()
  const ids = new Map<number, Org>()

  function dropSlugs(org: Org | undefined): void {
    for (const slug of org ? [org.slug, ...org.formerSlugs] : [])
      if (slugs.get(slug) === org) slugs.delete(slug)
  }

  function forget(org: Org | undefined): void {
    if (org === undefined) return
    dropSlugs(org)
    ids.delete(org.id)
  }

  return {
    bySlug: slug => slugs.get(slug),
    byId: id => ids.get(id),
    keep(org) {
      // Two loads may overlap. The older one must not overwrite the newer one.
      if ((ids.get(org.id)?.configVersion ?? 0) > org.configVersion) return
      dropSlugs(ids.get(org.id))
      // Another organisation may use a former slug by now.
      for (const slug of org.formerSlugs) if (!slugs.has(slug)) slugs.set(slug, org)
      slugs.set(org.slug, org)
      ids.set(org.id, org)
    },
    forget,
    forgetOthers(existing) {
      for (const org of [...ids.values()]) if (!existing.has(org.id)) forget(org)
    },
  }
}
