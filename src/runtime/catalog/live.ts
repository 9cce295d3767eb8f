import type { Database } from '../db/session.ts'
import type { Vault } from '../http/secrets.ts'
import type { Org } from './catalog.ts'
import { loadOrg } from './load.ts'

/** The configuration in memory, never more than `pollMs` behind what another process has changed. */
export interface Catalog {
  /** From memory when known there, else from the store. */
  findOrg(slug: string): Promise<Org | undefined>
  /** What this process has in memory, without asking the store: for when the store is down. */
  known(slug: string): Org | undefined
  knownById(id: number): Org | undefined
  /** @param versionMin when what is in memory is older, it is read anew */
  findById(id: number, versionMin?: number): Promise<Org | undefined>
  /** To be called after a change made by this process, so that its caller sees it at once. */
  changed(slug: string): Promise<void>
  /** Reads again what other processes have changed. */
  refresh(): Promise<void>
}

export function createCatalog(db: Database, vault: Vault): Catalog {
  const bySlug = new Map<string, Org>()
  const byId = new Map<number, Org>()
  const loading = new Map<string, Promise<Org | undefined>>()

  async function load(slug: string): Promise<Org | undefined> {
    const org = await loadOrg(db, vault, slug)
    if (org) keep(org)
    return org
  }

  function keep(org: Org): void {
    // Two loads may overtake each other; the older one must not win.
    if ((bySlug.get(org.slug)?.configVersion ?? 0) > org.configVersion) return
    bySlug.set(org.slug, org)
    byId.set(org.id, org)
  }

  async function find(slug: string): Promise<Org | undefined> {
    const known = bySlug.get(slug)
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
    const rows = await db.query<{ slug: string; config_version: number }>({
      name: 'config-versions',
      text: 'select slug, config_version from orgs',
    })
    const stale = rows.filter(
      ({ slug, config_version }) => (bySlug.get(slug)?.configVersion ?? config_version) < config_version,
    )
    for (const { slug } of stale) await load(slug)
  }

  return {
    known: slug => bySlug.get(slug),
    knownById: id => byId.get(id),
    findOrg: find,
    async findById(id, versionMin = 0) {
      const known = byId.get(id)
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
      // Whoever asks while it runs, shares it: a wrong key costs at most one look at the store at a time.
      refreshing ??= refreshStale().finally(() => {
        refreshing = undefined
      })
      return refreshing
    },
  }
}
