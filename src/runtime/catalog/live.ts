import type { Database } from '../db/session.ts'
import type { Vault } from '../http/secrets.ts'
import type { Org } from './catalog.ts'
import { isKeyOfAnyOrg } from './key-owner-store.ts'
import { loadOrg } from './load.ts'
import { createOrgIndex } from './org-index.ts'

/** The configuration in memory, at most `pollMs` behind changes by other processes. */
export interface Catalog {
  /** From memory if known there, otherwise from the store. */
  findOrg(slug: string): Promise<Org | undefined>
  /** The configuration in memory, without a query: for times when the store is down. */
  known(slug: string): Org | undefined
  knownById(id: number): Org | undefined
  /** @param versionMin if the version in memory is older, it is loaded again */
  findById(id: number, versionMin?: number): Promise<Org | undefined>
  /** Call this after a change by this process, so that its caller sees the change at once. */
  changed(slug: string): Promise<void>
  /** Loads the changes by other processes. */
  refresh(): Promise<void>
  /** Whether a key belongs to any organisation. */
  ownsKey(key: string | undefined): Promise<boolean>
}

export function createCatalog(db: Database, vault: Vault): Catalog {
  const index = createOrgIndex()
  const loading = new Map<string, Promise<Org | undefined>>()

  async function load(slug: string): Promise<Org | undefined> {
    const org = await loadOrg(db, vault, slug)
    if (org) index.keep(org)
    else index.forget(index.bySlug(slug))
    return org
  }

  async function find(slug: string): Promise<Org | undefined> {
    const known = index.bySlug(slug)
    if (known) return known
    let pending = loading.get(slug)
    if (!pending) {
      pending = load(slug).finally(() => loading.delete(slug))
      loading.set(slug, pending)
    }
    return pending
  }

  let refreshing: Promise<void> | undefined
  async function refreshStale(): Promise<void> {
    const rows = await db.query<{ id: number; slug: string; config_version: number }>({
      name: 'config-versions',
      text: 'select id, slug, config_version from orgs',
    })
    const stale = rows.filter(
      ({ id, config_version }) => (index.byId(id)?.configVersion ?? config_version) < config_version,
    )
    for (const { slug } of stale) await load(slug)
    // Others were deleted, or created since the query: those are loaded again when they are asked for.
    index.forgetOthers(new Set(rows.map(({ id }) => id)))
  }

  return {
    known: index.bySlug,
    ownsKey: key => isKeyOfAnyOrg(db, key),
    knownById: index.byId,
    findOrg: find,
    async findById(id, versionMin = 0) {
      const known = index.byId(id)
      if (known) return known.configVersion >= versionMin ? known : load(known.slug)
      const [row] = await db.query<{ slug: string }>({
        name: 'slug-of-org',
        text: 'select slug from orgs where id = $1',
        values: [id],
      })
      return row && find(row.slug)
    },
    async changed(slug) {
      await load(slug)
    },
    refresh() {
      // Concurrent callers share one query, so wrong keys cause at most one query at a time.
      refreshing ??= refreshStale().finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
  }
}
